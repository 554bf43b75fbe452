package dev.tierway.evals.model;

import java.util.OptionalLong;

/**
 * Where the time of an answer went, in nanoseconds. What was not measured is absent, never zero.
 *
 * @param total from asking to the last byte
 * @param network connecting and the way there and back
 * @param ttft from asking to the first token
 * @param decode from the first token to the last
 */
public record Timing(OptionalLong total, OptionalLong network, OptionalLong ttft, OptionalLong decode) {

    /** Of an answer that was made before. */
    public static final Timing UNKNOWN = total(OptionalLong.empty());

    public static Timing total(long nanos) {
        return total(OptionalLong.of(nanos));
    }

    private static Timing total(OptionalLong nanos) {
        return new Timing(nanos, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** The total of this and {@code next} together; known when both are. */
    public Timing then(Timing next) {
        return total.isPresent() && next.total.isPresent()
                ? total(total.getAsLong() + next.total.getAsLong())
                : UNKNOWN;
    }
}
