package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.Finish;
import dev.tierway.providers.spi.Cancellation;
import java.util.Optional;

/** What an answer that ended early means to the gateway. */
final class EngineFailures {
    private EngineFailures() {}

    /** The failure behind {@code finish}; empty when the answer ended well. */
    static Optional<FailureException> of(Finish finish, Cancellation cancellation) {
        return switch (finish) {
            case RUNNING, END_OF_TURN, MAX_TOKENS, CONTEXT_FULL -> Optional.empty();
            case CANCELLED -> Optional.of(cancelled(cancellation));
            case EXPIRED -> Optional.of(expired());
            case FAILED ->
                Optional.of(failure(
                        FailureKind.UPSTREAM_FAILED,
                        "engine_failed",
                        "the embedded engine could not go on with this answer: try again"));
        };
    }

    /** The failure of a call that was told to stop. */
    static FailureException cancelled(Cancellation cancellation) {
        return switch (cancellation.reason()) {
            case CLIENT_GONE ->
                failure(FailureKind.CLIENT_GONE, "client_gone", "the client closed its connection before the end");
            case PREEMPTED ->
                failure(FailureKind.OVERLOADED, "preempted", "the answer gave way to more urgent work: try again");
            case DEADLINE -> expired();
            case SHUTDOWN -> stopped();
            case null -> stopped();
        };
    }

    private static FailureException expired() {
        return failure(
                FailureKind.UPSTREAM_TIMEOUT,
                "deadline_exceeded",
                "the answer was not finished within its deadline: ask for fewer tokens, or try again later");
    }

    private static FailureException stopped() {
        return failure(FailureKind.OVERLOADED, "engine_stopped", "the embedded engine is stopping: try again");
    }

    private static FailureException failure(FailureKind kind, String code, String message) {
        return Failure.of(kind, code, message).toException();
    }
}
