package dev.tierway.gateway.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.ErrorBody;
import dev.tierway.gateway.http.HeaderMap;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.limit.LimitHold;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.limit.Placement;
import dev.tierway.gateway.limit.Refusal;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final BudgetPeriod MONTH = calendar(BudgetPeriod.Unit.MONTH, "Europe/Berlin");

    private final FakeTicker ticker = new FakeTicker();
    private final FakeWall wall = new FakeWall("2026-01-10T12:00:00Z");
    private final LimitLedger ledger = new LimitLedger(ticker, wall, (limit, now) -> {});

    @Test
    void what_was_not_used_of_an_estimate_is_free_again() {
        Budget budget = budget(10 * DOLLAR, MONTH);
        LimitHold hold = admitted(budget, 9 * DOLLAR);
        assertThat(refused(budget, 2 * DOLLAR).heldByOthers()).isTrue();

        hold.post(Draw.priced(100, DOLLAR));

        admitted(budget, 9 * DOLLAR).close();
        BudgetReading reading = reading(budget);
        assertThat(reading.spentNanos()).isEqualTo(DOLLAR);
        assertThat(reading.heldNanos()).isZero();
    }

    @Test
    void a_spent_budget_says_whose_it_is_and_when_it_starts_anew() {
        Budget budget = budget(500 * DOLLAR, MONTH);
        spend(budget, 500 * DOLLAR);

        Refusal refusal = refused(budget, DOLLAR / 100);

        Failure failure = refusal.failure();
        assertThat(refusal.heldByOthers()).isFalse();
        assertThat(failure.kind()).isEqualTo(FailureKind.BUDGET_EXHAUSTED);
        assertThat(failure.kind().httpStatus()).isEqualTo(429);
        assertThat(failure.kind().retryable()).isFalse();
        assertThat(failure.code()).isEqualTo("project_spend_limit_exceeded");
        assertThat(failure.message())
                .contains(
                        "'monthly'",
                        "project 'shop'",
                        "$500.00 of $500.00",
                        "a month in Europe/Berlin",
                        "2026-01-31T23:00:00Z");
        assertThat(failure.retryAfter()).isEqualTo(Duration.between(wall.now(), Instant.parse("2026-01-31T23:00:00Z")));
        assertThat(HeaderMap.of(ErrorBody.headers(failure))).containsEntry("x-should-retry", "false");
    }

    @Test
    void what_only_running_requests_hold_is_worth_a_retry() {
        Budget budget = budget(DOLLAR, MONTH);
        LimitHold running = admitted(budget, DOLLAR);

        Failure failure = refused(budget, DOLLAR / 2).failure();

        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMITED);
        assertThat(failure.code()).isEqualTo("budget_held");
        assertThat(HeaderMap.of(ErrorBody.headers(failure))).doesNotContainKey("x-should-retry");
        running.close();
        assertThat(place(budget, DOLLAR / 2)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void every_scope_has_a_code_of_its_own() {
        assertThat(codeOf(LimitScope.ORGANISATION)).isEqualTo("organization_spend_limit_exceeded");
        assertThat(codeOf(LimitScope.ofProject("shop"))).isEqualTo("project_spend_limit_exceeded");
        assertThat(codeOf(LimitScope.ofProject("shop").withKey("0123456789ab"))).isEqualTo("key_spend_limit_exceeded");
        assertThat(codeOf(LimitScope.ofProject("shop").withUseCase("checkout")))
                .isEqualTo("use_case_spend_limit_exceeded");
    }

    @Test
    void an_answer_dearer_than_its_estimate_is_spent_and_shows_as_excess() {
        Budget budget = budget(DOLLAR, MONTH);
        LimitHold hold = admitted(budget, DOLLAR);
        hold.growTo(Draw.priced(10, DOLLAR + 5));
        hold.post(Draw.priced(10, DOLLAR + 7));

        assertThat(reading(budget).spentNanos()).isEqualTo(DOLLAR + 7);
        assertThat(reading(budget).excessNanos()).isEqualTo(2);
    }

    @Test
    void an_absurd_estimate_is_refused_like_any_other() {
        Budget budget = budget(DOLLAR, MONTH);
        admitted(budget, DOLLAR);

        assertThat(refused(budget, Long.MAX_VALUE).heldByOthers()).isFalse();
    }

    @Test
    void one_request_may_be_capped() {
        Budget budget = new Budget(new BudgetSpec(
                "b",
                LimitScope.ofProject("shop"),
                MONTH,
                10 * DOLLAR,
                List.of(),
                OptionalLong.of(DOLLAR),
                UnpricedPolicy.REFUSE));

        assertThat(place(budget, DOLLAR)).isInstanceOf(Placement.Admitted.class);
        Failure failure = refused(budget, DOLLAR + 1).failure();
        assertThat(failure.code()).isEqualTo("request_cost_limit_exceeded");
        assertThat(failure.message()).contains("$1.00 for one request");
    }

    @Test
    void a_request_without_a_price_is_refused_or_counted_apart() {
        Budget strict = budget(DOLLAR, MONTH);
        Budget lenient = new Budget(new BudgetSpec(
                "b", LimitScope.ORGANISATION, MONTH, DOLLAR, List.of(), OptionalLong.empty(), UnpricedPolicy.SERVE));

        Placement refused = ledger.place(List.of(strict), Draw.unpriced(10), Patience.none());
        assertThat(((Placement.Refused) refused).refusal().failure().code()).isEqualTo("model_not_priced");
        ledger.place(List.of(lenient), Draw.unpriced(10), Patience.none())
                .orThrow()
                .post(Draw.unpriced(10));
        assertThat(reading(lenient).unpricedRequests()).isEqualTo(1);
        assertThat(reading(lenient).spentNanos()).isZero();
    }

    @Test
    void a_month_ends_at_midnight_of_its_zone() {
        Budget budget = budget(DOLLAR, MONTH);
        spend(budget, DOLLAR);

        wall.set("2026-01-31T22:59:59Z");
        assertThat(place(budget, 1)).isInstanceOf(Placement.Refused.class);
        wall.set("2026-01-31T23:00:00Z");
        assertThat(place(budget, DOLLAR)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void a_hold_from_last_month_is_paid_by_the_month_it_ends_in() {
        Budget budget = budget(DOLLAR, MONTH);
        LimitHold hold = admitted(budget, DOLLAR);
        wall.set("2026-02-01T12:00:00Z");

        hold.post(Draw.priced(1, DOLLAR));

        assertThat(reading(budget).spentNanos()).isEqualTo(DOLLAR);
        assertThat(reading(budget).heldNanos()).isZero();
    }

    @Test
    void weeks_begin_on_monday() {
        BudgetPeriod.Calendar week = (BudgetPeriod.Calendar) calendar(BudgetPeriod.Unit.WEEK, "UTC");
        assertThat(week.at(Instant.parse("2026-03-01T23:59:59Z")).end()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(week.at(Instant.parse("2026-03-02T00:00:00Z")).start()).isEqualTo("2026-03-02T00:00:00Z");
    }

    @Test
    void a_clock_set_back_over_midnight_gives_no_money_twice() {
        Budget budget = budget(10 * DOLLAR, calendar(BudgetPeriod.Unit.DAY, "UTC"));
        wall.set("2026-01-10T23:59:58Z");
        spend(budget, 10 * DOLLAR);
        for (int step = 0; step < 3; step++) {
            wall.set("2026-01-11T00:00:01Z");
            assertThat(place(budget, 8 * DOLLAR) instanceof Placement.Admitted(LimitHold hold) && posted(hold))
                    .as("the new day's money, on its visit %d", step)
                    .isEqualTo(step == 0);
            wall.set("2026-01-10T23:59:59Z");
            assertThat(place(budget, 1)).isInstanceOf(Placement.Refused.class);
        }
        wall.set("2026-01-11T00:00:02Z");
        assertThat(reading(budget).spentNanos()).isEqualTo(8 * DOLLAR);
    }

    private static boolean posted(LimitHold hold) {
        hold.post(hold.held());
        return true;
    }

    @Test
    void a_clock_that_was_years_ahead_for_a_moment_does_not_lock_the_budget() {
        Budget budget = budget(10 * DOLLAR, MONTH);
        spend(budget, 9 * DOLLAR);
        wall.set("2036-05-05T00:00:00Z");
        spend(budget, 10 * DOLLAR);

        wall.set("2026-01-10T12:00:01Z");
        assertThat(reading(budget).spentNanos()).isEqualTo(9 * DOLLAR);
        wall.set("2026-02-01T12:00:01Z");
        assertThat(reading(budget).spentNanos()).isZero();
    }

    @Test
    void the_hour_that_comes_twice_resets_nothing() {
        Budget budget = budget(10 * DOLLAR, calendar(BudgetPeriod.Unit.DAY, "America/Havana"));
        wall.set("2026-11-01T04:30:00Z"); // 00:30, and at 05:00Z clocks go back from 01:00 to 00:00
        spend(budget, 4 * DOLLAR);
        wall.set("2026-11-01T05:30:00Z"); // 00:30 again
        assertThat(reading(budget).spentNanos()).isEqualTo(4 * DOLLAR);
        assertThat(Duration.between(
                        reading(budget).span().start(), reading(budget).span().end()))
                .isEqualTo(Duration.ofHours(25));
    }

    @Test
    void a_rolling_window_frees_what_is_too_old_whatever_the_wall_clock_says() {
        Budget budget = budget(DOLLAR, new BudgetPeriod.Rolling(Duration.ofHours(1)));
        spend(budget, DOLLAR);
        wall.set("2030-01-01T00:00:00Z");
        ticker.advance(Duration.ofMinutes(60));
        assertThat(refused(budget, 1).frees()).isEqualTo(Duration.ofMinutes(1));

        ticker.advance(Duration.ofMinutes(1));

        assertThat(place(budget, DOLLAR)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void spend_before_a_restart_counts_when_it_was_spent() {
        Instant spentAt = Instant.parse("2026-01-10T11:30:30Z");
        SpendSource source = (scope, from, to) -> !spentAt.isBefore(from) && spentAt.isBefore(to) ? DOLLAR : 0;
        Budget monthly = budget(DOLLAR, MONTH);
        Budget hourly = budget(DOLLAR, new BudgetPeriod.Rolling(Duration.ofHours(1)));
        Budget halfHour = budget(DOLLAR, new BudgetPeriod.Rolling(Duration.ofMinutes(20)));
        for (Budget budget : List.of(monthly, hourly, halfHour)) {
            budget.restore(source, new Moment(ticker.nanos(), wall.now()));
        }

        assertThat(place(monthly, 1)).isInstanceOf(Placement.Refused.class);
        assertThat(refused(hourly, 1).frees()).isEqualTo(Duration.ofMinutes(32));
        assertThat(place(halfHour, DOLLAR)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void money_is_written_with_the_decimals_that_matter() {
        assertThat(Dollars.of(500 * DOLLAR)).isEqualTo("$500.00");
        assertThat(Dollars.of(1_234_567)).isEqualTo("$0.001234567");
        assertThat(Dollars.of(12_345_678_900L)).isEqualTo("$12.3457");
        assertThat(Dollars.of(0)).isEqualTo("$0.00");
    }

    private String codeOf(LimitScope scope) {
        Budget budget = new Budget(
                new BudgetSpec("b", scope, MONTH, 1, List.of(), OptionalLong.empty(), UnpricedPolicy.REFUSE));
        return refused(budget, 2).failure().code();
    }

    private static Budget budget(long limit, BudgetPeriod period) {
        return new Budget(new BudgetSpec(
                "monthly",
                LimitScope.ofProject("shop"),
                period,
                limit,
                List.of(50, 80, 100),
                OptionalLong.empty(),
                UnpricedPolicy.REFUSE));
    }

    private static BudgetPeriod calendar(BudgetPeriod.Unit unit, String zone) {
        return new BudgetPeriod.Calendar(unit, ZoneId.of(zone));
    }

    private Placement place(Budget budget, long cost) {
        return ledger.place(List.of(budget), Draw.priced(1, cost), Patience.none());
    }

    private LimitHold admitted(Budget budget, long cost) {
        return place(budget, cost).orThrow();
    }

    private Refusal refused(Budget budget, long cost) {
        return ((Placement.Refused) place(budget, cost)).refusal();
    }

    private void spend(Budget budget, long cost) {
        admitted(budget, cost).post(Draw.priced(1, cost));
    }

    private BudgetReading reading(Budget budget) {
        return ledger.read(budget::reading);
    }
}
