package dev.tierway.providers.openai;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.TransportException;
import dev.tierway.providers.transport.TransportException.Phase;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says in our words what went wrong at a deployment. Faults of the request are the caller's and keep the backend's
 * words; faults of the deployment or of our credentials are not, and another deployment may be tried. Thread-safe.
 */
final class FailureMapper {
    /** 429s that no waiting mends (OpenAI's error codes): the account has no money or limit left. */
    private static final Set<String> SPENT = Set.of(
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded");

    private final String deployment;

    FailureMapper(String deployment) {
        this.deployment = deployment;
    }

    /** A reply with an error status. */
    Failure status(int status, Slice body, @Nullable Duration retryAfter) {
        return status(status, UpstreamError.parse(body), retryAfter);
    }

    private Failure status(int status, UpstreamError error, @Nullable Duration retryAfter) {
        return switch (status) {
            case 401, 402, 403 ->
                ours("upstream_auth", "refused our credentials with status " + status + ": check its api_key");
            case 404 ->
                missesModel(error)
                        ? ours("upstream_model_missing", "does not know its model or path: check model and base_url")
                        : theirs(FailureKind.NOT_FOUND, error, status);
            case 408, 504 -> failure(FailureKind.UPSTREAM_TIMEOUT, "upstream_timeout", "timed out", error, null);
            case 409, 425, 503, 529 ->
                failure(FailureKind.OVERLOADED, "upstream_overloaded", "is overloaded", error, retryAfter);
            case 413 -> theirs(FailureKind.TOO_LARGE, error, status);
            case 429 -> tooMany(error, retryAfter);
            default ->
                status >= 400 && status < 500
                        ? theirs(FailureKind.INVALID_REQUEST, error, status)
                        : failure(
                                FailureKind.UPSTREAM_FAILED,
                                "upstream_failed",
                                "answered with status " + status,
                                error,
                                null);
        };
    }

    /** The model in a request is ours to name, so a backend that does not know it was configured wrongly. */
    private static boolean missesModel(UpstreamError error) {
        return error.message().isEmpty()
                || "model_not_found".equals(error.code())
                || "model".equals(error.param())
                || error.message().equals("Not Found")
                || error.message().contains("model");
    }

    private Failure tooMany(UpstreamError error, @Nullable Duration retryAfter) {
        if (error.code() != null && SPENT.contains(error.code())) {
            return ours("upstream_quota_spent", "has no quota left (" + error.code() + ")");
        }
        if ("flex_unavailable".equals(error.code())) {
            return failure(FailureKind.RATE_LIMITED, "flex_unavailable", "has no flex capacity", error, retryAfter);
        }
        return failure(FailureKind.RATE_LIMITED, "upstream_rate_limited", "limits our rate", error, retryAfter);
    }

    private Failure ours(String code, String what) {
        return Failure.of(FailureKind.UPSTREAM_FAILED, code, "deployment " + deployment + " " + what);
    }

    private Failure failure(
            FailureKind kind, String code, String what, UpstreamError error, @Nullable Duration retryAfter) {
        String details = error.message().isEmpty() ? "" : ": " + error.message();
        return new Failure(kind, code, "deployment " + deployment + " " + what + details, null, retryAfter);
    }

    private static Failure theirs(FailureKind kind, UpstreamError error, int status) {
        String code = error.code() == null ? "upstream_rejected" : error.code();
        String message = error.message().isEmpty()
                ? "the backend rejected the request with status " + status + " and no reason"
                : error.message();
        return new Failure(kind, code, message, error.param(), null);
    }

    /** A reply that is not what was asked for, although its status says so. */
    Failure malformed(String what) {
        return ours("upstream_malformed", what);
    }

    /**
     * An error event inside a stream.
     *
     * @param delivered whether events have been handed out, so that the request cannot be tried elsewhere
     */
    Failure event(Slice event, boolean delivered) {
        UpstreamError error = UpstreamError.parse(event);
        if (!delivered) {
            return status(error.status() == 0 ? 500 : error.status(), error, null);
        }
        String details = error.message().isEmpty() ? "" : ": " + error.message();
        return broken("deployment " + deployment + " ended the stream with an error" + details);
    }

    /** The stream ended without saying that it was whole. */
    Failure truncated(boolean delivered) {
        return delivered
                ? broken("deployment " + deployment + " ended the stream before it was complete")
                : ours("upstream_broken", "ended the stream before its first event");
    }

    private static Failure broken(String message) {
        return Failure.of(FailureKind.INTERNAL, "upstream_stream_broken", message);
    }

    /** A broken exchange. */
    FailureException transport(TransportException failure, Cancellation cancellation, boolean delivered) {
        return new FailureException(explain(failure, cancellation.reason(), delivered), failure);
    }

    private Failure explain(TransportException failure, Cancellation.@Nullable Reason reason, boolean delivered) {
        return switch (failure.kind()) {
            case CANCELLED -> cancelled(reason);
            case DEADLINE -> cancelled(Cancellation.Reason.DEADLINE);
            case CONNECT -> ours("upstream_unreachable", "cannot be reached: check base_url and that it runs");
            case EXHAUSTED ->
                Failure.of(
                        FailureKind.OVERLOADED,
                        "upstream_connections_exhausted",
                        "deployment " + deployment + ": " + failure.getMessage());
            case TIMEOUT -> timeout(failure.phase(), delivered);
            case BROKEN -> lost("upstream_broken", "lost the connection", failure.phase(), delivered);
            case PROTOCOL ->
                lost("upstream_malformed", "broke HTTP: " + failure.getMessage(), failure.phase(), delivered);
            case TOO_LARGE ->
                lost("upstream_too_large", "sent too much: " + failure.getMessage(), failure.phase(), delivered);
        };
    }

    private Failure lost(String code, String what, Phase phase, boolean delivered) {
        String text = what + during(phase);
        return delivered ? broken("deployment " + deployment + " " + text) : ours(code, text);
    }

    private Failure timeout(Phase phase, boolean delivered) {
        String text = "deployment " + deployment + " made no progress in time" + during(phase);
        return delivered ? broken(text) : Failure.of(FailureKind.UPSTREAM_TIMEOUT, "upstream_timeout", text);
    }

    private static String during(Phase phase) {
        return switch (phase) {
            case CONNECT -> " while connecting";
            case WRITE -> " while the request was sent";
            case HEAD -> " before it answered";
            case BODY -> " inside its answer";
        };
    }

    private static Failure cancelled(Cancellation.@Nullable Reason reason) {
        return switch (reason == null ? Cancellation.Reason.SHUTDOWN : reason) {
            case CLIENT_GONE -> Failure.of(FailureKind.CLIENT_GONE, "client_gone", "the client closed the connection");
            case PREEMPTED ->
                Failure.of(FailureKind.OVERLOADED, "preempted", "stopped to make room for more urgent work");
            case DEADLINE ->
                Failure.of(
                        FailureKind.UPSTREAM_TIMEOUT,
                        "deadline_exceeded",
                        "the request's deadline passed before the answer was complete");
            case SHUTDOWN -> Failure.of(FailureKind.OVERLOADED, "shutting_down", "the gateway is shutting down: retry");
        };
    }
}
