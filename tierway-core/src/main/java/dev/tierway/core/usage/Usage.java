package dev.tierway.core.usage;

/**
 * Tokens of one request in disjoint counters, except {@code reasoning}, which is a part of {@code output}.
 *
 * <p>All counters are non-negative token counts.
 */
public record Usage(
        long inputUncached, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output, long reasoning) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    public Usage {
        if ((inputUncached | cacheRead | cacheWrite5m | cacheWrite1h | output | reasoning) < 0) {
            throw new IllegalArgumentException("negative token counter in usage: input_uncached=" + inputUncached
                    + " cache_read=" + cacheRead + " cache_write_5m=" + cacheWrite5m + " cache_write_1h="
                    + cacheWrite1h + " output=" + output + " reasoning=" + reasoning);
        }
        if (reasoning > output) {
            throw new IllegalArgumentException(
                    "reasoning tokens are a part of output: reasoning=" + reasoning + " output=" + output);
        }
    }

    /** Usage of a request whose prompt had {@code cacheRead} of its tokens in cache and wrote none at a price. */
    public static Usage of(long inputUncached, long cacheRead, long output) {
        return new Usage(inputUncached, cacheRead, 0, 0, output, 0);
    }

    /** All prompt tokens, cached or not. */
    public long input() {
        return inputUncached + cacheRead + cacheWrite5m + cacheWrite1h;
    }

    public long total() {
        return input() + output;
    }

    public Usage plus(Usage other) {
        return new Usage(
                inputUncached + other.inputUncached,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h,
                output + other.output,
                reasoning + other.reasoning);
    }
}
