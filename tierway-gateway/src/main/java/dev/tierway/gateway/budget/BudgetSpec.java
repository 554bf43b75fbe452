package dev.tierway.gateway.budget;

import dev.tierway.gateway.limit.LimitScope;
import java.util.List;
import java.util.OptionalLong;

/**
 * What may be spent, by whom, and over which time.
 *
 * @param limitNanos the hard stop in nano-dollars, above 0
 * @param alertAtPercent soft thresholds in percent of the limit, ascending
 * @param maxRequestNanos most that one request may be estimated to cost
 */
public record BudgetSpec(
        String name,
        LimitScope scope,
        BudgetPeriod period,
        long limitNanos,
        List<Integer> alertAtPercent,
        OptionalLong maxRequestNanos,
        UnpricedPolicy unpriced) {
    public BudgetSpec {
        alertAtPercent = alertAtPercent.stream().sorted().distinct().toList();
        if (limitNanos <= 0) {
            throw new IllegalArgumentException("budget " + name + " needs a limit above $0");
        }
    }
}
