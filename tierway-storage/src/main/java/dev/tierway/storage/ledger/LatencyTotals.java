package dev.tierway.storage.ledger;

import dev.tierway.storage.ledger.UsageTotals.Measured;
import java.util.Optional;

/**
 * How fast requests were, and where their time went. Only completed requests are measured and judged.
 *
 * @param completed requests that were answered to their end
 * @param others requests that ended otherwise: refused, failed, or left by their client
 * @param prefill known where all four parts are
 * @param split of requests of which all four parts are known
 */
public record LatencyTotals(
        long completed,
        long others,
        Measured queue,
        Measured network,
        Measured prefill,
        Measured decode,
        Split split,
        Ttft ttft,
        Otps otps) {

    /** A part of a request's way. */
    public enum Part {
        QUEUE,
        NETWORK,
        PREFILL,
        DECODE
    }

    /** Sums of the four parts over the same requests. */
    public record Split(long requests, long queueNanos, long networkNanos, long prefillNanos, long decodeNanos) {
        /** The part that took the most; the earlier one of equals, none of no requests. */
        public Optional<Part> dominant() {
            if (requests == 0) {
                return Optional.empty();
            }
            Part dominant = Part.QUEUE;
            for (Part part : Part.values()) {
                dominant = nanos(part) > nanos(dominant) ? part : dominant;
            }
            return Optional.of(dominant);
        }

        private long nanos(Part part) {
            return switch (part) {
                case QUEUE -> queueNanos;
                case NETWORK -> networkNanos;
                case PREFILL -> prefillNanos;
                case DECODE -> decodeNanos;
            };
        }
    }

    /**
     * Times to the first token, in nanoseconds; zero when none was measured. A percentile is the least measured time
     * that at least so many of all are not above.
     */
    public record Ttft(long measured, long p50, long p95, long p99, Attained attained) {}

    /**
     * Rates after the first token.
     *
     * @param measured requests with more than one output token and a known decode time
     * @param tokens of them, without each one's first
     * @param nanos of decoding them
     */
    public record Otps(long measured, long tokens, long nanos, Attained attained) {}

    /**
     * How a target was met.
     *
     * @param judged requests that were measured and have the target
     */
    public record Attained(long judged, long met) {}
}
