package dev.tierway.gateway.pipeline;

import dev.tierway.scheduler.engine.Decision;
import org.jspecify.annotations.Nullable;

/**
 * One request's trace, told of each step as it happens. Confined to the request's thread; must be quick and must not
 * throw.
 */
public interface RequestTrace {
    /** Notes nothing. */
    RequestTrace NONE = new RequestTrace() {
        @Override
        public void queued() {}

        @Override
        public @Nullable String attempt(Decision.Dispatch dispatch) {
            return null;
        }

        @Override
        public void attemptFailed(String code) {}

        @Override
        public void ended(RequestRecord record, long endedNanos) {}
    };

    /** The request waits for a grant. */
    void queued();

    /** The wait is over and an attempt begins; returns the {@code traceparent} that goes with it, null for none. */
    @Nullable
    String attempt(Decision.Dispatch dispatch);

    /** The attempt came to nothing before its first byte, and the request waits again. */
    void attemptFailed(String code);

    /** The request ended, and with it the attempt that is still open. Called once. */
    void ended(RequestRecord record, long endedNanos);
}
