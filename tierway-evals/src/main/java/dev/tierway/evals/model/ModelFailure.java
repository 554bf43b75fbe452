package dev.tierway.evals.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model that gave no answer: unreachable, over a limit, too slow, or it refused the question. */
public final class ModelFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /** @param message what happened and where, for a person */
    public ModelFailure(String message, boolean retryable) {
        this(message, retryable, null);
    }

    /** @param retryAfter when an answer is predicted */
    public ModelFailure(String message, boolean retryable, @Nullable Duration retryAfter) {
        super(message);
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** Whether the same question may be answered later. */
    public boolean retryable() {
        return retryable;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
