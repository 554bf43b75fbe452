package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Spend of a calendar period.
 *
 * <p>A wall clock that is set back over a boundary does not give the money of a period twice: the window goes back to the
 * earlier period with what was spent there before and what was spent since.
 */
final class CalendarSpend implements SpendWindow {
    private final BudgetPeriod.Calendar period;
    private BudgetPeriod.@Nullable Span span;
    private long spent;
    private BudgetPeriod.@Nullable Span previous;
    private long previousSpent;

    CalendarSpend(BudgetPeriod.Calendar period) {
        this.period = period;
    }

    @Override
    public void add(long nanos, Moment now) {
        roll(now.wall());
        spent = Math.addExact(spent, nanos);
    }

    @Override
    public long total(Moment now) {
        roll(now.wall());
        return spent;
    }

    @Override
    public BudgetPeriod.Span span(Moment now) {
        return roll(now.wall());
    }

    @Override
    public Duration untilFreed(long nanos, Moment now) {
        return Duration.between(now.wall(), roll(now.wall()).end());
    }

    @Override
    public void restore(SpendQuery source, Moment now) {
        add(source.nanos(roll(now.wall())), now);
    }

    private BudgetPeriod.Span roll(Instant wall) {
        BudgetPeriod.Span current = span;
        if (current != null && current.contains(wall)) {
            return current;
        }
        BudgetPeriod.Span next = period.at(wall);
        if (current != null && wall.isBefore(current.start())) {
            spent += next.equals(previous) ? previousSpent : 0;
            previous = null;
            previousSpent = 0;
        } else {
            previous = current;
            previousSpent = spent;
            spent = 0;
        }
        span = next;
        return next;
    }
}
