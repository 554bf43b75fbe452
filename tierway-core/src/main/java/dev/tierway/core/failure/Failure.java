package dev.tierway.core.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refused or failed request, told so that the caller can act on it.
 *
 * @param code stable machine-readable reason, e.g. {@code unknown_service_tier}
 * @param message what was wrong and how to mend it; never a secret, prompt text or stack trace
 * @param param the request field at fault, as a path like {@code messages[2].role}
 * @param retryAfter when a retry is predicted to succeed
 */
public record Failure(
        FailureKind kind,
        String code,
        String message,
        @Nullable String param,
        @Nullable Duration retryAfter) {

    public static Failure of(FailureKind kind, String code, String message) {
        return new Failure(kind, code, message, null, null);
    }

    /** A request whose field {@code param} is unusable. */
    public static Failure invalid(String param, String code, String message) {
        return new Failure(FailureKind.INVALID_REQUEST, code, message, param, null);
    }

    public Failure withRetryAfter(Duration predictedWait) {
        return new Failure(kind, code, message, param, predictedWait);
    }

    public FailureException toException() {
        return new FailureException(this);
    }
}
