package dev.tierway.evals.model;

import dev.tierway.core.hash.SplitMix;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often and after which pauses something is tried again: half a second, twice as long after each failure, at most 30
 * seconds, times a random share from one half to one; or what the other side asked for, at most five minutes.
 * Thread-safe.
 */
public final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED_FOR = Duration.ofMinutes(5);

    private final int retries;
    private final Sleeper sleeper;
    private final AtomicLong random;

    /** Lets a thread wait. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** @param retries after the first failure; 0 for none */
    public Backoff(int retries, Sleeper sleeper, long seed) {
        this.retries = retries;
        this.sleeper = sleeper;
        this.random = new AtomicLong(seed);
    }

    /**
     * Waits before the next try, if there is one.
     *
     * @param failures so far, from 1
     * @return whether to try again
     */
    public boolean again(int failures, Optional<Duration> askedFor) throws InterruptedException {
        if (failures > retries) {
            return false;
        }
        sleeper.sleep(askedFor.map(it -> shorter(it, LONGEST_ASKED_FOR)).orElseGet(() -> pause(failures)));
        return true;
    }

    private Duration pause(int failures) {
        Duration longest = shorter(FIRST.multipliedBy(1L << Math.min(failures - 1, 10)), LONGEST);
        long half = longest.toNanos() / 2;
        long share = SplitMix.mix(random.addAndGet(SplitMix.GOLDEN_STEP)) >>> 1;
        return Duration.ofNanos(half + share % (half + 1));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
