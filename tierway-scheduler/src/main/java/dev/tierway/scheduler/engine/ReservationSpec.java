package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import java.util.Optional;

/**
 * Entitlement of one project on the pool.
 *
 * @param inputTokensPerMinute prompt tokens per minute inside the entitlement; cache reads do not draw on it
 * @param outputTokensPerMinute output tokens per minute inside the entitlement
 * @param spill tier for what is above the entitlement; empty to refuse it
 */
public record ReservationSpec(
        String name,
        String project,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        Optional<ServiceTier> spill) {

    public ReservationSpec {
        if (inputTokensPerMinute <= 0 || outputTokensPerMinute <= 0) {
            throw new IllegalArgumentException("reservation " + name + ": input_tpm (" + inputTokensPerMinute
                    + ") and output_tpm (" + outputTokensPerMinute + ") must be positive");
        }
        if (spill.filter(tier -> tier == ServiceTier.RESERVED || tier == ServiceTier.BATCH)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "reservation " + name + ": spill must be priority, standard, flex or reject");
        }
    }
}
