package dev.tierway.providers.spi;

import dev.tierway.core.tier.ServiceTier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one deployment.
 *
 * @param requestId goes upstream as {@code x-request-id}
 * @param servedTier the tier the scheduler granted; drives engine-side priority and step composition
 * @param isolationKey opaque per-project value that separates prefix caches ({@code cache_salt})
 * @param deadlineNanos on the system ticker: no wait of this attempt goes past it
 * @param traceparent goes upstream as the header of that name, so that the backend's spans become part of the trace; null
 *     when there is none
 */
public record ProviderCall(
        String requestId,
        InferenceRequest request,
        ServiceTier servedTier,
        String isolationKey,
        long deadlineNanos,
        Cancellation cancellation,
        @Nullable String traceparent) {}
