package dev.tierway.simulator.run;

import java.time.Duration;

/**
 * Parts of a run. Requests keep arriving in all three; figures are about the middle one, so that the pool is in its
 * stride when it starts, and what arrived in it has time to end under the same load.
 */
public record Phases(Duration warmup, Duration measured, Duration cooldown) {
    public static Phases seconds(long warmup, long measured, long cooldown) {
        return new Phases(Duration.ofSeconds(warmup), Duration.ofSeconds(measured), Duration.ofSeconds(cooldown));
    }

    public long measuredFromNanos() {
        return warmup.toNanos();
    }

    public long measuredToNanos() {
        return warmup.plus(measured).toNanos();
    }

    public long endNanos() {
        return warmup.plus(measured).plus(cooldown).toNanos();
    }

    public boolean measures(long nanos) {
        return nanos >= measuredFromNanos() && nanos < measuredToNanos();
    }
}
