package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import java.util.Optional;

/** What the engine wants done about one request. Every submitted request ends in exactly one of {@link Refuse}, a
 * {@code complete} or a {@code cancel}; {@link Dispatch} and {@link Preempt} come in between. */
public sealed interface Decision {
    long id();

    /**
     * Send it now to {@code deployment}.
     *
     * @param queuedNanos how long it waited here, over all its attempts
     * @param expectedCachedTokens prompt tokens believed to be in that deployment's prefix cache
     * @param reservation that it draws on or spilled from; empty when none is concerned
     */
    record Dispatch(
            long id,
            String deployment,
            ServiceTier servedTier,
            TierReason reason,
            long queuedNanos,
            int expectedCachedTokens,
            String reservation)
            implements Decision {}

    /**
     * Turn it away.
     *
     * @param retryAfterNanos the predicted wait, 0 when a retry cannot help
     * @param shortfall of the reservation that refused it; empty when none did
     */
    record Refuse(long id, RefusalReason reason, long retryAfterNanos, Optional<Shortfall> shortfall)
            implements Decision {
        /** A refusal that no reservation is concerned with. */
        Refuse(long id, RefusalReason reason, long retryAfterNanos) {
            this(id, reason, retryAfterNanos, Optional.empty());
        }
    }

    /**
     * What a request asked of a reservation, and what was there, in units. What is left is negative while an excess is
     * being paid back.
     */
    record Shortfall(String reservation, double inputAsked, double inputLeft, double outputAsked, double outputLeft) {}

    /**
     * Stop its running attempt and {@code requeue} it: it keeps its arrival and its place.
     *
     * @param producedTokens output tokens that the cancelled attempt had produced, as last reported
     */
    record Preempt(long id, String deployment, int producedTokens) implements Decision {}
}
