package dev.tierway.simulator.report;

import java.util.Arrays;

/**
 * Percentiles of a measure by nearest rank, over finished observations and over those that were still going on.
 *
 * <p>An observation that was cut short counts as longer than every finished one, so a percentile never flatters; where
 * it falls on one, all that is known is that it lies above the time seen so far.
 */
public final class Distribution {
    /**
     * A percentile.
     *
     * @param cutShort whether the true value is above {@code value}
     */
    public record Value(double value, boolean cutShort) {}

    private final double[] finished;
    private final double[] cutShort;

    public Distribution(double[] finished, double[] cutShort) {
        this.finished = finished.clone();
        this.cutShort = cutShort.clone();
        Arrays.sort(this.finished);
        Arrays.sort(this.cutShort);
    }

    public int count() {
        return finished.length + cutShort.length;
    }

    /** The value that {@code percent} of the observations stay at or below; NaN without observations. */
    public Value at(double percent) {
        if (count() == 0) {
            return new Value(Double.NaN, false);
        }
        int rank = Math.clamp((long) StrictMath.ceil(percent / 100 * count()) - 1, 0, count() - 1);
        return rank < finished.length
                ? new Value(finished[rank], false)
                : new Value(cutShort[rank - finished.length], true);
    }
}
