package dev.tierway.engine.plan;

import dev.tierway.core.tier.ServiceTier;

/**
 * A sequence that could take part in the next step.
 *
 * @param pending tokens whose keys and values are not computed yet; 1 for a sequence that decodes, at least 1
 * @param urgency smaller goes first within a tier
 */
public record Candidate(ServiceTier tier, int pending, long urgency) {
    boolean decodes() {
        return pending == 1;
    }
}
