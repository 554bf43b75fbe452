package dev.tierway.gateway.auth;

import dev.tierway.core.tier.ServiceTier;
import java.util.Set;

/**
 * Who pays, and what they may ask for.
 *
 * @param weight share of a contended tier relative to other projects; positive
 * @param allowedTiers tiers its keys may name; never empty
 * @param defaultTier tier of a request that names none, or {@code auto}; one of {@code allowedTiers}
 */
public record Project(String name, double weight, Set<ServiceTier> allowedTiers, ServiceTier defaultTier)
        implements TierTerms {
    public Project {
        allowedTiers = Set.copyOf(allowedTiers);
        if (!(weight > 0)) {
            throw new IllegalArgumentException("project " + name + ": weight must be positive, not " + weight);
        }
        if (!allowedTiers.contains(defaultTier)) {
            throw new IllegalArgumentException(
                    "project " + name + ": default tier " + defaultTier.wireName() + " is not among its allowed tiers");
        }
    }

    @Override
    public String owner() {
        return "project '" + name + "'";
    }
}
