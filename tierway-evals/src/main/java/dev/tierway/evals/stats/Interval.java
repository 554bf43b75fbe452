package dev.tierway.evals.stats;

/**
 * An estimate and what it may truly be.
 *
 * @param estimate the value seen
 * @param low lower bound
 * @param high upper bound
 * @param confidence how often such intervals hold the truth, 0.95 for 95 %
 * @param n how many scored observations it rests on
 */
public record Interval(double estimate, double low, double high, double confidence, long n) {

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval from " + low + " to " + high);
        }
    }

    /** The same with bounds no further than what is possible. */
    public Interval within(double least, double most) {
        return new Interval(estimate, Math.max(low, least), Math.min(high, most), confidence, n);
    }
}
