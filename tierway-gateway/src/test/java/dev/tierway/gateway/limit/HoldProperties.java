package dev.tierway.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetReading;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of requests and of time, against a small reckoning of what must hold. */
class HoldProperties {
    private static final long PER_MINUTE = 600;
    private static final long BUDGET = 1_000;

    /** What happens next. */
    sealed interface Step {
        record Place(long estimate) implements Step {}

        record Grow(int hold, long to) implements Step {}

        /** {@code share} of the hold is used, in percent; above 100 it was underestimated. */
        record Post(int hold, int share) implements Step {}

        record Abandon(int hold) implements Step {}

        record Wait(Duration time) implements Step {}

        /** The wall clock steps, forwards or back. */
        record Set(Duration step) implements Step {}
    }

    @Property(tries = 500)
    void limits_hold_whatever_happens(@ForAll("steps") List<Step> steps) {
        Run run = new Run();
        for (Step step : steps) {
            run.take(step);
            run.checkReckoning();
        }
        run.checkEnd();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> hold = Arbitraries.integers().between(0, 50);
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 400);
        Arbitrary<Step> place = tokens.map(Step.Place::new);
        Arbitrary<Step> grow = Combinators.combine(hold, tokens).as(Step.Grow::new);
        Arbitrary<Step> post = Combinators.combine(hold, Arbitraries.integers().between(0, 150))
                .as(Step.Post::new);
        Arbitrary<Step> voided = hold.map(Step.Abandon::new);
        Arbitrary<Step> wait =
                Arbitraries.integers().between(0, 5_000).map(seconds -> new Step.Wait(Duration.ofSeconds(seconds)));
        Arbitrary<Step> set = Arbitraries.integers()
                .between(-90_000, 90_000)
                .map(seconds -> new Step.Set(Duration.ofSeconds(seconds)));
        return Arbitraries.oneOf(place, place, place, grow, post, post, voided, wait, set)
                .list()
                .ofMaxSize(60);
    }

    /** Limits, and the reckoning beside them. */
    private static final class Run {
        private final FakeTicker ticker = new FakeTicker();
        private final FakeWall wall = new FakeWall("2026-03-31T12:00:00Z");
        private final RateQuota quota = new RateQuota(LimitScope.ORGANISATION, RateUnit.TOKENS, PER_MINUTE);
        private final Budget daily =
                budget(new BudgetPeriod.Calendar(BudgetPeriod.Unit.DAY, ZoneId.of("Europe/Berlin")));
        private final Budget hourly = budget(new BudgetPeriod.Rolling(Duration.ofHours(1)));
        private final List<Limit> limits = List.of(quota, daily, hourly);
        private final LimitLedger ledger = new LimitLedger(ticker, wall, (limit, now) -> {});
        private final List<LimitHold> open = new ArrayList<>();

        /** The estimates of the open holds, before they grew. */
        private final List<Long> admitted = new ArrayList<>();

        private double elapsedMinutes;
        private long posted;
        private long excess;

        void take(Step step) {
            switch (step) {
                case Step.Place(long estimate) -> place(estimate);
                case Step.Grow(int hold, long to)
                when !open.isEmpty() -> pick(hold).growTo(Draw.priced(to, to));
                case Step.Post(int hold, int share)
                when !open.isEmpty() -> {
                    int index = hold % open.size();
                    LimitHold ending = open.remove(index);
                    long used = ending.held().tokens() * share / 100;
                    excess += Math.max(0, used - admitted.remove(index));
                    posted += used;
                    ending.post(Draw.priced(used, used));
                }
                case Step.Abandon(int hold) when !open.isEmpty() -> voided(hold % open.size());
                case Step.Wait(Duration time) -> {
                    ticker.advance(time);
                    wall.advance(time);
                    elapsedMinutes += time.toNanos() / 60e9;
                }
                case Step.Set(Duration by) -> wall.advance(by);
                case Step.Grow _, Step.Post _, Step.Abandon _ -> {
                    // there is no hold
                }
            }
        }

        private void voided(int index) {
            admitted.remove(index);
            open.remove(index).voided();
        }

        private void place(long estimate) {
            BudgetReading before = ledger.read(hourly::reading);
            BudgetReading today = ledger.read(daily::reading);
            boolean fits = before.spentNanos() + before.heldNanos() + estimate <= BUDGET
                    && today.spentNanos() + today.heldNanos() + estimate <= BUDGET
                    && ledger.read(now -> quota.refusal(Draw.priced(estimate, estimate), now)) == null;

            Placement placement = ledger.place(limits, Draw.priced(estimate, estimate), Patience.none());

            assertThat(placement instanceof Placement.Admitted)
                    .as("admitted exactly when every limit has room")
                    .isEqualTo(fits);
            if (placement instanceof Placement.Admitted(LimitHold hold)) {
                open.add(hold);
                admitted.add(estimate);
            }
        }

        void checkReckoning() {
            long held = open.stream().mapToLong(hold -> hold.held().tokens()).sum();
            assertThat(quota.held()).isEqualTo(held);
            assertThat(ledger.openHolds()).isEqualTo(open.size());
            BudgetReading reading = ledger.read(hourly::reading);
            assertThat(reading.heldNanos()).isEqualTo(held);
            assertThat(reading.spentNanos()).isBetween(0L, posted);
            assertThat(ledger.read(daily::reading).spentNanos()).isBetween(0L, posted);
            long remaining = ledger.read(quota::state).remaining();
            assertThat(remaining).isBetween(0L, PER_MINUTE);
            assertThat(posted - excess)
                    .as("no more is posted than the bucket gave out, but for what estimates missed")
                    .isLessThanOrEqualTo((long) Math.ceil(PER_MINUTE * (1 + elapsedMinutes)));
        }

        private LimitHold pick(int hold) {
            return open.get(hold % open.size());
        }

        void checkEnd() {
            open.forEach(LimitHold::close);
            assertThat(ledger.openHolds()).isZero();
            assertThat(quota.held()).isZero();
            assertThat(ledger.read(daily::reading).heldNanos()).isZero();
            assertThat(ledger.read(hourly::reading).heldNanos()).isZero();
        }

        private static Budget budget(BudgetPeriod period) {
            return new Budget(new BudgetSpec(
                    "b",
                    LimitScope.ORGANISATION,
                    period,
                    BUDGET,
                    List.of(),
                    OptionalLong.empty(),
                    UnpricedPolicy.REFUSE));
        }
    }
}
