package dev.tierway.gateway.limit;

import org.jspecify.annotations.Nullable;

/**
 * Something that requests draw on and that can be used up. Pure arithmetic: not thread-safe, a {@link LimitLedger} calls it
 * under its lock.
 */
public interface Limit {
    /** Why {@code estimate} does not fit beside what is used and held now; null when it fits. Changes nothing. */
    @Nullable
    Refusal refusal(Draw estimate, Moment now);

    /** Debits {@code estimate} until it is settled. */
    void hold(Draw estimate, Moment now);

    /** Raises a debit from {@code held} to {@code grown}, whether it fits or not: it is being used already. */
    void grow(Draw held, Draw grown, Moment now);

    /** Replaces the debit {@code held} by what was used. */
    void settle(Draw held, Draw used, Moment now);

    /** Whether a batch draws on it for all of its lines as long as it is unfinished, so that they do not by themselves. */
    default boolean heldByBatches() {
        return false;
    }
}
