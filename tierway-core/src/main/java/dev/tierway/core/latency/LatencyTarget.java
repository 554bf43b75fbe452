package dev.tierway.core.latency;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast callers should be answered. Immutable.
 *
 * <p>The rate is compared as a time between tokens in whole nanoseconds, so that every place that judges a request judges
 * it alike.
 *
 * @param ttft longest time to the first token
 * @param minOtps least output tokens per second of one stream, {@value #LEAST_RATE} to {@value #MOST_RATE}
 */
public record LatencyTarget(Optional<Duration> ttft, Optional<Double> minOtps) {
    public static final double LEAST_RATE = 0.001;
    public static final double MOST_RATE = 1e6;

    public static final LatencyTarget NONE = new LatencyTarget(Optional.empty(), Optional.empty());

    public LatencyTarget {
        if (ttft.isPresent() && !ttft.get().isPositive()) {
            throw new IllegalArgumentException("a time to first token is above zero, not " + ttft.get());
        }
        if (minOtps.isPresent() && !(minOtps.get() >= LEAST_RATE && minOtps.get() <= MOST_RATE)) {
            throw new IllegalArgumentException(
                    "output tokens per second are from " + LEAST_RATE + " to " + MOST_RATE + ", not " + minOtps.get());
        }
    }

    /** What this target says, and what {@code general} says where this one is silent. */
    public LatencyTarget over(LatencyTarget general) {
        return new LatencyTarget(ttft.or(general::ttft), minOtps.or(general::minOtps));
    }

    /** Longest mean time between two tokens, in nanoseconds. */
    public Optional<Long> tokenNanos() {
        return minOtps.map(rate -> (long) Math.ceil(1e9 / rate));
    }

    /** Whether the first token came in time; empty without a target. */
    public Optional<Boolean> ttftMet(long ttftNanos) {
        return ttft.map(target -> ttftNanos <= target.toNanos());
    }

    /**
     * Whether the tokens after the first came fast enough; empty without a target, and when there were none.
     *
     * @param decodeNanos from the first token to the last
     */
    public Optional<Boolean> otpsMet(long outputTokens, long decodeNanos) {
        return outputTokens < 2
                ? Optional.empty()
                : tokenNanos().map(nanos -> decodeNanos <= (outputTokens - 1) * nanos);
    }
}
