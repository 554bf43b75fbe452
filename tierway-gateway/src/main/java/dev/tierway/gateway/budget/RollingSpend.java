package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.limit.RollingSum;
import java.time.Duration;
import java.time.Instant;

/**
 * Spend of the last span of time, on the monotonic ticker, so that no step of the wall clock frees it early or locks it.
 */
final class RollingSpend implements SpendWindow {
    private final Duration length;
    private final RollingSum sum;

    RollingSpend(BudgetPeriod.Rolling period) {
        this.length = period.length();
        this.sum = new RollingSum(length);
    }

    @Override
    public void add(long nanos, Moment now) {
        sum.add(nanos, now.nanos());
    }

    @Override
    public long total(Moment now) {
        return sum.total(now.nanos());
    }

    @Override
    public BudgetPeriod.Span span(Moment now) {
        return new BudgetPeriod.Span(now.wall().minus(length), now.wall());
    }

    @Override
    public Duration untilFreed(long nanos, Moment now) {
        return sum.untilForgotten(nanos, now.nanos());
    }

    @Override
    public void restore(SpendQuery source, Moment now) {
        Instant end = now.wall();
        for (int age = 0; age < RollingSum.SLICES; age++) {
            Instant start = end.minus(sum.slice());
            sum.addPast(age, source.nanos(new BudgetPeriod.Span(start, end)), now.nanos());
            end = start;
        }
    }
}
