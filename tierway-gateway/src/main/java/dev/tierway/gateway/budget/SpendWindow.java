package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.Moment;
import java.time.Duration;

/** What was spent in a budget's period, in nano-dollars. Guarded by the ledger's lock. */
interface SpendWindow {
    static SpendWindow of(BudgetPeriod period) {
        return switch (period) {
            case BudgetPeriod.Calendar calendar -> new CalendarSpend(calendar);
            case BudgetPeriod.Rolling rolling -> new RollingSpend(rolling);
        };
    }

    void add(long nanos, Moment now);

    long total(Moment now);

    /** The period that counts now. */
    BudgetPeriod.Span span(Moment now);

    /** Time until {@code nanos} of the total have run out of the period. */
    Duration untilFreed(long nanos, Moment now);

    /** Adds what {@code source} knows to have been spent before this window was made. */
    void restore(SpendQuery source, Moment now);

    /** The spend of one budget's scope in a span. */
    @FunctionalInterface
    interface SpendQuery {
        long nanos(BudgetPeriod.Span span);
    }
}
