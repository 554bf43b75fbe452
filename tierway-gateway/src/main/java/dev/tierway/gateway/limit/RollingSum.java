package dev.tierway.gateway.limit;

import java.time.Duration;
import java.util.Arrays;

/**
 * Sum of what was added during the last {@code length}, in sixty slices. A slice counts until all of it is too old, so
 * nothing is forgotten early and everything within a sixtieth of the length after. Not thread-safe.
 */
public final class RollingSum {
    public static final int SLICES = 60;

    private static final int KEPT = SLICES + 1;

    private final long sliceNanos;
    private final long[] slices = new long[KEPT];
    private long current = Long.MIN_VALUE;

    /** When the current slice ends. */
    private long end = Long.MIN_VALUE;

    private int index;
    private long total;

    public RollingSum(Duration length) {
        this.sliceNanos = length.toNanos() / SLICES;
        if (sliceNanos < 1) {
            throw new IllegalArgumentException("a window is at least 60 ns long, not " + length);
        }
    }

    /** Adds {@code amount} at {@code now}, on a monotonic ticker. */
    public void add(long amount, long now) {
        roll(now);
        slices[index] += amount;
        total = Math.addExact(total, amount);
    }

    public long total(long now) {
        roll(now);
        return total;
    }

    /** Adds what belongs to the slice {@code age} slices ago, 0 to {@value #SLICES}. */
    public void addPast(int age, long amount, long now) {
        roll(now);
        slices[Math.floorMod(current - age, KEPT)] += amount;
        total = Math.addExact(total, amount);
    }

    /** Time until at least {@code amount} of the total is forgotten, if nothing is added. */
    public Duration untilForgotten(long amount, long now) {
        roll(now);
        long forgotten = 0;
        for (long slice = current - SLICES; slice <= current; slice++) {
            forgotten += slices[Math.floorMod(slice, KEPT)];
            if (forgotten >= amount) {
                return Duration.ofNanos((slice + KEPT) * sliceNanos - now);
            }
        }
        return Duration.ofNanos(KEPT * sliceNanos);
    }

    public Duration slice() {
        return Duration.ofNanos(sliceNanos);
    }

    private void roll(long now) {
        if (now < end) {
            return;
        }
        long slice = Math.floorDiv(now, sliceNanos);
        if (current == Long.MIN_VALUE || slice - current >= KEPT) {
            Arrays.fill(slices, 0);
            total = 0;
        } else {
            for (long passed = current + 1; passed <= slice; passed++) {
                int oldest = Math.floorMod(passed, KEPT);
                total -= slices[oldest];
                slices[oldest] = 0;
            }
        }
        current = slice;
        end = (slice + 1) * sliceNanos;
        index = Math.floorMod(slice, KEPT);
    }
}
