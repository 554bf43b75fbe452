package dev.tierway.app.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast lines were done of late, and so how long the others take. Confined to one thread. */
final class LineRate {
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private record Sample(long nanos, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * So many lines were done at that time.
     *
     * @param nanos ticker time
     */
    void observe(long nanos, long done) {
        samples.addLast(new Sample(nanos, done));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Lines a second over the last minute; 0 while unknown. */
    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.nanos() - first.nanos();
        return nanos <= 0 ? 0 : (last.done() - first.done()) * NANOS_PER_SECOND / nanos;
    }

    /** Until {@code lines} more are done; empty while no line is. */
    Optional<Duration> timeFor(long lines) {
        double rate = perSecond();
        return rate > 0 ? Optional.of(Duration.ofSeconds(Math.round(lines / rate))) : Optional.empty();
    }
}
