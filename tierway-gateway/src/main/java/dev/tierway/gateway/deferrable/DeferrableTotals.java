package dev.tierway.gateway.deferrable;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What could have waited of some requests.
 *
 * @param requests all of them, whatever tier served them and however they ended
 * @param costNanos nano-dollars of those that have a price
 * @param batch those that could have been lines of a batch
 * @param flex those that could have been flex; none of them is among {@code batch}
 */
public record DeferrableTotals(long requests, long costNanos, Deferred batch, Deferred flex) {
    private static final int SHARE_DECIMALS = 4;

    /**
     * Requests that could have waited.
     *
     * @param unpriced of them, those without a price, or charged by one that is no longer known; they count as no cost
     *     and no saving
     * @param costNanos what the others cost
     * @param deferredNanos what those would have cost
     */
    public record Deferred(long requests, long unpriced, Usage usage, long costNanos, long deferredNanos) {
        public long savingNanos() {
            return costNanos - deferredNanos;
        }
    }

    public long savingNanos() {
        return batch.savingNanos() + flex.savingNanos();
    }

    /** The saving as a part of the cost of all requests; empty when they cost nothing. */
    public Optional<BigDecimal> share() {
        return costNanos == 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(savingNanos())
                        .divide(BigDecimal.valueOf(costNanos), SHARE_DECIMALS, RoundingMode.HALF_EVEN));
    }
}
