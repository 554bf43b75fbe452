package dev.tierway.evals.model;

/** A model that gave no answer: unreachable, over a limit, too slow, or it refused the question. */
public final class ModelFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean retryable;

    /** @param message what happened and where, for a person */
    public ModelFailure(String message, boolean retryable) {
        super(message);
        this.retryable = retryable;
    }

    /** Whether the same question may be answered later. */
    public boolean retryable() {
        return retryable;
    }
}
