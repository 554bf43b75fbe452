package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.Moment;

/**
 * A moment of a budget. Money is in nano-dollars.
 *
 * @param span the period that counts
 * @param spentNanos may exceed the limit by what estimates missed
 * @param heldNanos estimates of requests that have not ended
 * @param excessNanos spent beyond the holds since the start: what estimates missed
 * @param everNanos spent since the start, over all periods
 * @param unpricedRequests requests since the start that had no price
 */
public record BudgetReading(
        BudgetSpec spec,
        BudgetPeriod.Span span,
        Moment at,
        long spentNanos,
        long heldNanos,
        long excessNanos,
        long everNanos,
        long unpricedRequests) {}
