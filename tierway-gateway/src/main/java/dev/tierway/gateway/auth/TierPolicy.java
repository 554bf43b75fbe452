package dev.tierway.gateway.auth;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns the {@code service_tier} a caller wrote into the tier it may have. */
public final class TierPolicy {
    private TierPolicy() {}

    /**
     * What the caller asked for.
     *
     * @param defaulted whether the default applied because the caller left the choice open
     */
    public record Asked(ServiceTier tier, boolean defaulted) {}

    /** Throws a 400 for an unknown name and a 403 for a tier that the terms do not allow. */
    public static Asked resolve(Optional<String> serviceTier, TierTerms terms) {
        if (serviceTier.isEmpty() || serviceTier.get().equals("auto")) {
            return new Asked(terms.defaultTier(), true);
        }
        String name = serviceTier.get();
        ServiceTier tier = ServiceTier.fromWire(name)
                .orElseThrow(() -> Failure.invalid(
                                "service_tier",
                                "unknown_service_tier",
                                "service_tier '" + name + "' is not known: use one of "
                                        + String.join(", ", ServiceTier.wireNames()))
                        .toException());
        if (!terms.allowedTiers().contains(tier)) {
            throw new Failure(
                            FailureKind.FORBIDDEN,
                            "service_tier_not_allowed",
                            terms.owner() + " may not use service_tier '" + name + "': it is allowed " + allowed(terms)
                                    + "; ask for one of these, or have its allowed_tiers changed",
                            "service_tier",
                            null)
                    .toException();
        }
        return new Asked(tier, false);
    }

    private static String allowed(TierTerms terms) {
        return new TreeSet<>(terms.allowedTiers())
                .stream().map(ServiceTier::wireName).collect(Collectors.joining(", "));
    }
}
