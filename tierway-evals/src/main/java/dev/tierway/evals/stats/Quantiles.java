package dev.tierway.evals.stats;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Quantiles of latencies, lengths and costs with intervals that assume nothing about their distribution. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The quantile and, as its interval, two of the values seen: how many lie below the true quantile is binomial. Where
     * there are too few values for a bound it is the smallest or largest seen, and the interval is too narrow: 59 values
     * are the fewest that bound a 95th percentile from above with 95 %.
     *
     * @param values independent and finite, at least one; left as they are
     * @param quantile between 0 and 1, 0.95 for the 95th percentile (nearest rank)
     */
    public static Interval of(double[] values, double quantile, double confidence) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no quantile without values");
        }
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("a quantile is between 0 and 1, not " + quantile);
        }
        double[] sorted = values.clone();
        Arrays.stream(sorted).forEach(Checks::finite);
        Arrays.sort(sorted);
        int n = sorted.length;
        BinomialDistribution below = BinomialDistribution.of(n, quantile);
        double tail = (1 - Checks.confidence(confidence)) / 2;
        int rank = rank((int) Math.ceil(quantile * n), n);
        int low = rank(below.inverseCumulativeProbability(tail), n);
        int high = rank(below.inverseSurvivalProbability(tail) + 1, n);
        return new Interval(
                sorted[rank - 1], sorted[Math.min(low, rank) - 1], sorted[Math.max(high, rank) - 1], confidence, n);
    }

    private static int rank(int rank, int n) {
        return Math.clamp(rank, 1, n);
    }
}
