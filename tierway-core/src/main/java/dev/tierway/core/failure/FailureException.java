package dev.tierway.core.failure;

/**
 * Carries a {@link Failure} up the request thread. It has no stack trace: it reports a caller's or a backend's fault,
 * not a defect of ours.
 */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public FailureException(Failure failure, Throwable cause) {
        super(failure.code() + ": " + failure.message(), cause, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
