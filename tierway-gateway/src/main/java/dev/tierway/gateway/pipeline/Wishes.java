package dev.tierway.gateway.pipeline;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.auth.TierTerms;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.reservation.SpillHeader;
import dev.tierway.gateway.usecase.UseCase;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the scheduler beside its tier.
 *
 * @param flexFallback whether flex work may be served as standard at its deadline
 * @param spill where reserved work above the entitlement goes
 */
record Wishes(boolean flexFallback, Optional<SpillOverride> spill) {
    private static final String FLEX_FALLBACK = "x-tierway-flex-fallback";

    /** What the headers ask for, else the use case. */
    static Wishes of(Exchange exchange, Project project, @Nullable UseCase useCase) {
        Optional<SpillOverride> spill = SpillHeader.parse(exchange.header(SpillHeader.NAME));
        String fallback = exchange.header(FLEX_FALLBACK);
        if (useCase == null) {
            return new Wishes("standard".equals(fallback) && mayBeStandard(project), spill);
        }
        spill.ifPresent(asked -> requireAllowed(asked, useCase));
        boolean wanted = fallback == null ? useCase.defaults().flexFallback() : fallback.equals("standard");
        return new Wishes(wanted && mayBeStandard(useCase), spill.or(useCase.defaults()::spill));
    }

    /** To be served in {@code tier}, or refused. */
    static Wishes onlyIn(ServiceTier tier) {
        return new Wishes(
                false, tier == ServiceTier.RESERVED ? Optional.of(SpillOverride.RESERVATION_ONLY) : Optional.empty());
    }

    private static boolean mayBeStandard(TierTerms terms) {
        return terms.allowedTiers().contains(ServiceTier.STANDARD);
    }

    private static void requireAllowed(SpillOverride asked, UseCase useCase) {
        Optional<ServiceTier> tier = asked.tier();
        if (tier.isPresent() && !useCase.allowedTiers().contains(tier.get())) {
            throw Failure.of(
                            FailureKind.FORBIDDEN,
                            "spill_not_permitted",
                            useCase.owner() + " may not use the tier that " + SpillHeader.NAME + ": "
                                    + asked.wireName() + " asks for: leave the header out, or have the use case's"
                                    + " allowed_tiers changed")
                    .toException();
        }
    }
}
