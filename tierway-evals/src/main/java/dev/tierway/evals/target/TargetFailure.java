package dev.tierway.evals.target;

import dev.tierway.evals.model.Spend;

/** A target that gave no answer. The case is unscored. */
public final class TargetFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean retryable;
    private final transient Spend spend;

    /**
     * @param message what happened and where, for a person
     * @param spend what was paid all the same
     */
    public TargetFailure(String message, boolean retryable, Spend spend) {
        super(message);
        this.retryable = retryable;
        this.spend = spend;
    }

    public boolean retryable() {
        return retryable;
    }

    public Spend spend() {
        return spend;
    }
}
