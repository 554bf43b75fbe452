package dev.tierway.storage.ledger;

import dev.tierway.core.usage.Usage;

/**
 * Sums over entries.
 *
 * @param costNanos nano-dollars of those that have a price
 * @param unpriced entries that have none
 */
public record UsageTotals(
        long requests,
        Usage usage,
        long costNanos,
        long unpriced,
        LedgerEntry.Hold hold,
        Measured queue,
        Measured ttft,
        Measured decode,
        Measured network) {
    public static final UsageTotals NONE = new UsageTotals(
            0, Usage.NONE, 0, 0, LedgerEntry.Hold.NONE, Measured.NONE, Measured.NONE, Measured.NONE, Measured.NONE);

    /**
     * A sum of times.
     *
     * @param count entries for which it was measured
     */
    public record Measured(long nanos, long count) {
        static final Measured NONE = new Measured(0, 0);
    }
}
