package dev.tierway.scheduler.flowcontrol;

import java.util.Arrays;

/** Sum of what was added during the last {@code length} nanoseconds, to within a sixtieth of it. */
public final class SlidingWindow {
    private static final int SLICES = 60;

    private final double[] slices = new double[SLICES];
    private final long sliceNanos;
    private long current = Long.MIN_VALUE;
    private double total;

    public SlidingWindow(long lengthNanos) {
        this.sliceNanos = Math.max(1, lengthNanos / SLICES);
    }

    public void add(double amount, long now) {
        roll(now);
        slices[Math.floorMod(current, SLICES)] += amount;
        total += amount;
    }

    public double total(long now) {
        roll(now);
        return total;
    }

    private void roll(long now) {
        long slice = Math.floorDiv(now, sliceNanos);
        if (slice <= current) {
            return;
        }
        if (current == Long.MIN_VALUE || slice - current >= SLICES) {
            Arrays.fill(slices, 0);
        } else {
            for (long passed = current + 1; passed <= slice; passed++) {
                slices[Math.floorMod(passed, SLICES)] = 0;
            }
        }
        current = slice;
        total = Arrays.stream(slices).sum();
    }
}
