package dev.tierway.providers.spi;

import dev.tierway.core.tier.ServiceTier;

/**
 * One attempt at one deployment.
 *
 * @param requestId goes upstream as {@code x-request-id}
 * @param servedTier the tier the scheduler granted; drives engine-side priority and step composition
 * @param isolationKey opaque per-project value that separates prefix caches ({@code cache_salt})
 * @param deadlineNanos on the system ticker: no wait of this attempt goes past it
 */
public record ProviderCall(
        String requestId,
        InferenceRequest request,
        ServiceTier servedTier,
        String isolationKey,
        long deadlineNanos,
        Cancellation cancellation) {}
