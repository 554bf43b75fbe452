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
public record Timing(long total, OptionalLong network, OptionalLong ttft, OptionalLong decode) {

    public static Timing total(long nanos) {
        return new Timing(nanos, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
