package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;

/** What the engine wants done about one request. Every submitted request ends in exactly one of {@link Refuse}, a
 * {@code complete} or a {@code cancel}; {@link Dispatch} and {@link Preempt} come in between. */
public sealed interface Decision {
    long id();

    /**
     * Send it now to {@code deployment}.
     *
     * @param queuedNanos how long it waited here, over all its attempts
     * @param expectedCachedTokens prompt tokens believed to be in that deployment's prefix cache
     */
    record Dispatch(
            long id,
            String deployment,
            ServiceTier servedTier,
            TierReason reason,
            long queuedNanos,
            int expectedCachedTokens)
            implements Decision {}

    /** Turn it away. {@code retryAfterNanos} is the predicted wait, 0 when a retry cannot help. */
    record Refuse(long id, RefusalReason reason, long retryAfterNanos) implements Decision {}

    /**
     * Stop its running attempt and {@code requeue} it: it keeps its arrival and its place.
     *
     * @param producedTokens output tokens that the cancelled attempt had produced, as last reported
     */
    record Preempt(long id, String deployment, int producedTokens) implements Decision {}
}
