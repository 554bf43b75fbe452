package dev.tierway.gateway.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait for the next attempt: twice as long after each, up to {@link #LONGEST}, half more or less by chance. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int MAX_DOUBLINGS = 20;

    private Backoff() {}

    /** @param attempts that failed, at least 1 */
    static Duration after(int attempts, RandomGenerator random) {
        long doubled = FIRST.toNanos() << Math.min(attempts - 1, MAX_DOUBLINGS);
        long middle = Math.min(doubled, LONGEST.toNanos());
        return Duration.ofNanos(middle / 2 + random.nextLong(middle));
    }
}
