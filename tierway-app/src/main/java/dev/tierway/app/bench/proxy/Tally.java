package dev.tierway.app.bench.proxy;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What one kind of phase measured on one target, summed over rounds. Times are nanoseconds. Written by the client's event
 * loop; read between rounds.
 */
final class Tally {
    private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    /** Until the reply is whole, from when the request was due. */
    final Histogram latency = histogram();

    /** Until the first event, from when the request was due. */
    final Histogram first = histogram();

    /** How late each event came, from when the upstream had it due. */
    final Histogram lag = histogram();

    private long replies;
    private long errors;
    private String firstError = "";
    private Duration cpu = Duration.ZERO;

    private static Histogram histogram() {
        return new Histogram(1, LONGEST_NANOS, 3);
    }

    static void record(Histogram into, long nanos) {
        into.recordValue(Math.clamp(nanos, 1, LONGEST_NANOS));
    }

    void replied() {
        replies++;
    }

    void failed(String reason) {
        errors++;
        if (firstError.isEmpty()) {
            firstError = reason;
        }
    }

    void addCpu(Duration used) {
        cpu = cpu.plus(used);
    }

    long replies() {
        return replies;
    }

    long errors() {
        return errors;
    }

    /** Why the first one failed; empty when none did. */
    String firstError() {
        return firstError;
    }

    long events() {
        return lag.getTotalCount();
    }

    /** CPU microseconds of the proxy for each whole reply. */
    double cpuMicrosPerReply() {
        return replies == 0 ? Double.NaN : cpu.toNanos() / 1e3 / replies;
    }

    /** CPU microseconds of the proxy for each event. */
    double cpuMicrosPerEvent() {
        return events() == 0 ? Double.NaN : cpu.toNanos() / 1e3 / events();
    }

    static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
