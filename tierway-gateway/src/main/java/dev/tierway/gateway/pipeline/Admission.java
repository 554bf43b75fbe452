package dev.tierway.gateway.pipeline;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.providers.spi.InferenceRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that wants in: whose it is, what it is, and as what it is to run.
 *
 * @param useCase null when it is of none
 * @param inputTokens estimated
 */
record Admission(
        Entrance entrance,
        Principal principal,
        @Nullable UseCase useCase,
        InferenceRequest request,
        Pool pool,
        TierPolicy.Asked asked,
        Wishes wishes,
        int inputTokens) {
    Project project() {
        return principal.project();
    }

    ServiceTier tier() {
        return asked.tier();
    }

    Caller caller() {
        String name = useCase == null ? "" : useCase.name();
        return new Caller(
                project().name(), principal.keyId(), name, request.model(), tier(), false, entrance.ofBatch());
    }

    /** Ticker time until which it may wait. */
    long deadlineNanos() {
        return entrance.deadlineNanos(tier());
    }

    /** Where this request may run in a better tier, and what becomes of it is a cause for that; else null. */
    @Nullable
    Escalations escalations() {
        return useCase != null && asked.defaulted() ? useCase.escalations() : null;
    }

    /** The same request in the tier that its caller is escalated to. */
    Admission escalatedTo(ServiceTier better) {
        return new Admission(
                entrance,
                principal,
                useCase,
                request,
                pool,
                new TierPolicy.Asked(better, false),
                Wishes.onlyIn(better),
                inputTokens);
    }
}
