package dev.tierway.scheduler.flowcontrol;

import java.util.Arrays;

/** Sum of what was added during the last {@code length} nanoseconds, to within a sixtieth of it. */
public final class SlidingWindow {
    private static final int SLICES = 60;

    private final double[] slices = new double[SLICES];
    private final long sliceNanos;
    private long current = Long.MIN_VALUE;

    /** When the current slice ends. */
    private long end = Long.MIN_VALUE;

    private int index;
    private double total;

    public SlidingWindow(long lengthNanos) {
        this.sliceNanos = Math.max(1, lengthNanos / SLICES);
    }

    public void add(double amount, long now) {
        roll(now);
        slices[index] += amount;
        total += amount;
    }

    public double total(long now) {
        roll(now);
        return total;
    }

    private void roll(long now) {
        if (now < end) {
            return;
        }
        long slice = Math.floorDiv(now, sliceNanos);
        if (current == Long.MIN_VALUE || slice - current >= SLICES) {
            Arrays.fill(slices, 0);
        } else {
            for (long passed = current + 1; passed <= slice; passed++) {
                slices[Math.floorMod(passed, SLICES)] = 0;
            }
        }
        current = slice;
        end = (slice + 1) * sliceNanos;
        index = Math.floorMod(slice, SLICES);
        total = Arrays.stream(slices).sum();
    }
}
