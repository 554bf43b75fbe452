package dev.tierway.storage.spend;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What spend is counted for.
 *
 * @param scope whose budget, like {@code project/storefront/monthly}; chosen by whoever keeps budgets
 * @param start of the budget's period, exact to 1 us
 */
public record SpendPeriod(String scope, Instant start) {
    public SpendPeriod {
        start = start.truncatedTo(ChronoUnit.MICROS);
    }
}
