package dev.tierway.core.failure;

/**
 * What went wrong, in the few kinds that code, metrics and callers tell apart.
 *
 * <p>{@link #retryable} says whether the same request may succeed elsewhere or later, without the caller changing it.
 */
public enum FailureKind {
    INVALID_REQUEST(400, "invalid_request_error", false),
    UNAUTHENTICATED(401, "authentication_error", false),
    FORBIDDEN(403, "permission_error", false),
    NOT_FOUND(404, "invalid_request_error", false),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", false),
    CLIENT_TIMEOUT(408, "invalid_request_error", false),
    CONFLICT(409, "invalid_request_error", false),
    TOO_LARGE(413, "invalid_request_error", false),
    RATE_LIMITED(429, "rate_limit_error", true),
    BUDGET_EXHAUSTED(429, "insufficient_quota", false),
    CLIENT_GONE(499, "client_gone", false),
    INTERNAL(500, "server_error", false),
    UPSTREAM_FAILED(502, "upstream_error", true),
    OVERLOADED(503, "overloaded_error", true),
    UPSTREAM_TIMEOUT(504, "upstream_error", true);

    private final int httpStatus;
    private final String type;
    private final boolean retryable;

    FailureKind(int httpStatus, String type, boolean retryable) {
        this.httpStatus = httpStatus;
        this.type = type;
        this.retryable = retryable;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The {@code type} of OpenAI's error body. */
    public String type() {
        return type;
    }

    public boolean retryable() {
        return retryable;
    }
}
