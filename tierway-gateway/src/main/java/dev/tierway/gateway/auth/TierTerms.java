package dev.tierway.gateway.auth;

import dev.tierway.core.tier.ServiceTier;
import java.util.Set;

/** Which tiers a request may name, by whom it is made. */
public interface TierTerms {
    /** Whose terms these are, in words: {@code project 'shop'}. */
    String owner();

    /** Tiers that may be named; never empty. */
    Set<ServiceTier> allowedTiers();

    /** Tier of a request that names none, or {@code auto}; one of {@link #allowedTiers}. */
    ServiceTier defaultTier();
}
