package dev.tierway.gateway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final BudgetPeriod MONTH = new BudgetPeriod.Calendar(BudgetPeriod.Unit.MONTH, ZoneId.of("UTC"));

    private final FakeTicker ticker = new FakeTicker();
    private final FakeWall wall = new FakeWall("2026-04-01T00:00:00Z");
    private final List<Alert> told = new ArrayList<>();

    @Test
    void every_threshold_is_told_once_a_period() {
        Budget budget = budget(MONTH);
        LimitLedger ledger = ledger(alerts());
        pass(Duration.ofDays(29));

        for (int i = 0; i < 10; i++) {
            spend(ledger, budget, 8 * DOLLAR);
            pass(Duration.ofMinutes(20));
        }
        assertThat(thresholds()).containsExactly(50, 80);
        assertThat(told)
                .extracting(Alert::message)
                .contains(
                        "budget 'b' of project 'shop' has reached 50%: $56.00 of $100.00 is spent for a month in UTC");

        told.clear();
        wall.set("2026-05-31T23:00:00Z");
        spend(ledger, budget, 100 * DOLLAR);
        assertThat(thresholds()).containsExactly(50, 80, 100);
    }

    @Test
    void what_was_told_before_a_restart_is_not_told_again() {
        Budget budget = budget(MONTH);
        budget.restore((scope, from, to) -> 60 * DOLLAR, new Moment(ticker.nanos(), wall.now()));
        Set<String> memory = new HashSet<>(Set.of("budget/b/threshold/2026-04-01T00:00:00Z/50"));
        ToldOnce once = new ToldOnce((id, at) -> memory.add(id), List.of(told::add));
        LimitLedger ledger = ledger(new Alerts(AlertRules.DEFAULTS, List.of(once)));

        spend(ledger, budget, 25 * DOLLAR);

        assertThat(thresholds()).containsExactly(80);
    }

    @Test
    void what_a_rolling_budget_had_reached_before_a_restart_is_not_told_again() {
        Budget budget = budget(new BudgetPeriod.Rolling(Duration.ofHours(1)));
        budget.restore(
                (scope, from, to) -> Duration.between(from, to).toMinutes() * DOLLAR,
                new Moment(ticker.nanos(), wall.now()));
        LimitLedger ledger = ledger(alerts());

        spend(ledger, budget, 25 * DOLLAR);

        assertThat(thresholds()).containsExactly(80);
    }

    @Test
    void an_alert_is_told_when_its_memory_cannot_be_asked() {
        Budget budget = budget(MONTH);
        ToldOnce once = new ToldOnce(
                (id, at) -> {
                    throw Failure.of(FailureKind.OVERLOADED, "storage_unavailable", "gone")
                            .toException();
                },
                List.of(told::add));
        LimitLedger ledger = ledger(new Alerts(AlertRules.DEFAULTS, List.of(once)));

        spend(ledger, budget, 55 * DOLLAR);

        assertThat(thresholds()).containsExactly(50);
    }

    @Test
    void a_rolling_budget_tells_a_threshold_again_after_it_was_clearly_below() {
        Budget budget = budget(new BudgetPeriod.Rolling(Duration.ofHours(1)));
        LimitLedger ledger = ledger(alerts());

        spend(ledger, budget, 60 * DOLLAR);
        pass(Duration.ofMinutes(30));
        spend(ledger, budget, DOLLAR);
        assertThat(thresholds()).containsExactly(50);
        pass(Duration.ofMinutes(50));
        spend(ledger, budget, DOLLAR);
        spend(ledger, budget, 60 * DOLLAR);

        assertThat(thresholds()).containsExactly(50, 50);
    }

    @Test
    void a_surge_is_told_once_while_it_lasts_and_a_steady_pace_never() {
        Budget budget = budget(MONTH);
        LimitLedger ledger = ledger(alerts());
        long pacePerMinute = 100 * DOLLAR / (30 * 24 * 60);

        for (int minute = 0; minute < 120; minute++) {
            spend(ledger, budget, 2 * pacePerMinute);
            pass(Duration.ofMinutes(1));
        }
        assertThat(told).isEmpty();
        for (int minute = 0; minute < 60; minute++) {
            spend(ledger, budget, 30 * pacePerMinute);
            pass(Duration.ofMinutes(1));
        }
        assertThat(told).singleElement().isInstanceOfSatisfying(Alert.BudgetBurn.class, burn -> {
            assertThat(burn.hourly()).isGreaterThanOrEqualTo(10);
            assertThat(burn.recent()).isGreaterThan(burn.hourly());
            assertThat(burn.message()).contains("times its pace");
        });
    }

    @Test
    void a_month_on_its_way_above_the_limit_is_told_once() {
        Budget budget = budget(MONTH);
        LimitLedger ledger = ledger(alerts());

        for (int hour = 0; hour < 24 * 7; hour++) {
            spend(ledger, budget, 200_000_000);
            pass(Duration.ofHours(1));
        }

        assertThat(told).singleElement().isInstanceOfSatisfying(Alert.BudgetForecast.class, alert -> {
            assertThat(alert.forecast().linearNanos()).isBetween(143 * DOLLAR, 147 * DOLLAR);
            assertThat(alert.forecast().recentNanos()).isBetween(143 * DOLLAR, 150 * DOLLAR);
            assertThat(alert.at()).isEqualTo("2026-04-04T00:00:00Z");
        });
    }

    @Test
    void a_surge_that_is_over_does_not_forecast_a_broken_month() {
        Budget budget = budget(MONTH);
        LimitLedger ledger = ledger(alerts());
        spend(ledger, budget, 40 * DOLLAR);
        told.clear();

        for (int day = 0; day < 9; day++) {
            pass(Duration.ofDays(1));
            spend(ledger, budget, DOLLAR / 10);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void many_refusals_raise_an_alarm_that_ends_when_they_do() {
        Alerts alerts = alerts();
        for (int i = 0; i < 19; i++) {
            request(alerts, ServiceTier.STANDARD, true);
        }
        assertThat(told).isEmpty();
        request(alerts, ServiceTier.STANDARD, true);
        request(alerts, ServiceTier.PRIORITY, true);
        assertThat(told).extracting(Alert::type).containsExactly("throttling.started");

        for (int i = 0; i < 379; i++) {
            request(alerts, ServiceTier.STANDARD, false);
        }
        assertThat(told).hasSize(1);
        request(alerts, ServiceTier.STANDARD, false);
        pass(Duration.ofMinutes(6));
        request(alerts, ServiceTier.STANDARD, false);

        assertThat(told).extracting(Alert::type).containsExactly("throttling.started", "throttling.ended");
        assertThat(told.getFirst().message())
                .isEqualTo("100% of the requests for model 'assistant' in tier default are turned away with 429");
    }

    private void request(Alerts alerts, ServiceTier tier, boolean throttled) {
        Moment now = now();
        alerts.request("assistant", tier, throttled, now.nanos(), now::wall);
    }

    @Test
    void a_listener_that_breaks_breaks_no_request() {
        Budget budget = budget(MONTH);
        LimitLedger ledger = ledger(new Alerts(AlertRules.DEFAULTS, List.of(alert -> {
            throw new IllegalStateException("no");
        })));

        spend(ledger, budget, 90 * DOLLAR);

        assertThat(ledger.openHolds()).isZero();
        assertThat(ledger.read(budget::reading).spentNanos()).isEqualTo(90 * DOLLAR);
    }

    private List<Integer> thresholds() {
        return told.stream()
                .filter(Alert.BudgetThreshold.class::isInstance)
                .map(alert -> ((Alert.BudgetThreshold) alert).percent())
                .toList();
    }

    private Alerts alerts() {
        return new Alerts(AlertRules.DEFAULTS, List.of(told::add));
    }

    private LimitLedger ledger(Alerts alerts) {
        return new LimitLedger(ticker, wall, alerts);
    }

    private static Budget budget(BudgetPeriod period) {
        return new Budget(new BudgetSpec(
                "b",
                LimitScope.ofProject("shop"),
                period,
                100 * DOLLAR,
                List.of(80, 50, 100),
                OptionalLong.empty(),
                UnpricedPolicy.REFUSE));
    }

    private static void spend(LimitLedger ledger, Budget budget, long cost) {
        ledger.place(List.of(budget), Draw.priced(1, cost), Patience.none())
                .orThrow()
                .post(Draw.priced(1, cost));
    }

    private void pass(Duration time) {
        ticker.advance(time);
        wall.advance(time);
    }

    private Moment now() {
        return new Moment(ticker.nanos(), wall.now());
    }
}
