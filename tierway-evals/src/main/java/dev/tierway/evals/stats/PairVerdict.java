package dev.tierway.evals.stats;

import java.util.Optional;

/**
 * What a judge said of two answers, asked once in the given order and once with the two exchanged.
 *
 * @param gold the better one by people's labels, if there are any
 * @param given the winner in the given order; empty when the judge could not tell
 * @param swapped the winner when the second was shown first; empty when the judge could not tell
 * @param firstLength length of the first answer, in any unit
 * @param secondLength length of the second, in the same unit
 */
public record PairVerdict(
        Optional<Side> gold, Optional<Side> given, Optional<Side> swapped, int firstLength, int secondLength) {

    /** One of the two answers, by its place in the given order. */
    public enum Side {
        FIRST,
        SECOND
    }

    /** Whether both orders have a verdict. */
    public boolean scored() {
        return given.isPresent() && swapped.isPresent();
    }

    /** Whether both orders have the same winner; otherwise the pair is a tie. */
    public boolean same() {
        return scored() && given.equals(swapped);
    }
}
