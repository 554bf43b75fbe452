package dev.tierway.evals.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** Intervals of a rate: how many of {@code n} independent observations passed. {@code n} is at least 1. */
public final class Rates {
    private Rates() {}

    /** The score interval of Wilson (1927), which stays inside 0..1 and says something about 0 of n. */
    public static Interval wilson(long passes, long n, double confidence) {
        Checks.counts(passes, n);
        return wilson((double) passes / n, (double) n, n, confidence);
    }

    /**
     * The same for observations that depend on each other.
     *
     * @param effective how many independent observations say as much as these {@code n}, above 0
     */
    public static Interval wilson(double rate, double effective, long n, double confidence) {
        Checks.rate("a rate", rate);
        if (!(effective > 0)) {
            throw new IllegalArgumentException("no rate without observations");
        }
        double z = Quantile.normal(confidence);
        double squared = z * z / effective;
        double centre = rate + squared / 2;
        double half = z * Math.sqrt(rate * (1 - rate) / effective + squared / (4 * effective));
        double low = rate == 0 ? 0 : Math.max(0, (centre - half) / (1 + squared));
        double high = rate == 1 ? 1 : Math.min(1, (centre + half) / (1 + squared));
        return new Interval(rate, low, high, confidence, n);
    }

    /** How many independent observations say as much as the Wilson interval {@code rate}: n, or fewer in clusters. */
    public static double effective(Interval rate) {
        double z = Quantile.normal(rate.confidence());
        double bound = rate.estimate() > rate.low() ? rate.low() : rate.high();
        double distance = rate.estimate() - bound;
        return Math.min((double) rate.n(), z * z * bound * (1 - bound) / (distance * distance));
    }

    /** The interval of Clopper and Pearson (1934): never too narrow, whatever the rate. */
    public static Interval exact(long passes, long n, double confidence) {
        Checks.counts(passes, n);
        double tail = (1 - Checks.confidence(confidence)) / 2;
        return new Interval((double) passes / n, exactLow(passes, n, tail), exactHigh(passes, n, tail), confidence, n);
    }

    /** The exact lower bound that the truth is above with {@code confidence}. */
    public static double exactLower(long passes, long n, double confidence) {
        Checks.counts(passes, n);
        return exactLow(passes, n, 1 - Checks.confidence(confidence));
    }

    /** The exact upper bound that the truth is below with {@code confidence}; about 3/n at 0.95 when none passed. */
    public static double exactUpper(long passes, long n, double confidence) {
        Checks.counts(passes, n);
        return exactHigh(passes, n, 1 - Checks.confidence(confidence));
    }

    private static double exactLow(long passes, long n, double tail) {
        return passes == 0
                ? 0
                : BetaDistribution.of((double) passes, n - passes + 1.0).inverseCumulativeProbability(tail);
    }

    private static double exactHigh(long passes, long n, double tail) {
        return passes == n
                ? 1
                : BetaDistribution.of(passes + 1.0, (double) (n - passes)).inverseSurvivalProbability(tail);
    }
}
