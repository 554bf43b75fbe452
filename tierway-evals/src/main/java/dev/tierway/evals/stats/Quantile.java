package dev.tierway.evals.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** How many standard errors wide intervals are, and how rare a distance of so many standard errors is. */
final class Quantile {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Quantile() {}

    /** Half the width of a two-sided interval in standard errors: 1.96 for 0.95. */
    static double normal(double confidence) {
        return upperNormal((1 - Checks.confidence(confidence)) / 2);
    }

    /** The value that a standard normal variable exceeds with probability {@code tail}. */
    static double upperNormal(double tail) {
        return NORMAL.inverseSurvivalProbability(tail);
    }

    static double normalBelow(double z) {
        return NORMAL.cumulativeProbability(z);
    }

    /** As {@link #normal}, for a standard error that is itself estimated. */
    static double student(double confidence, double degrees) {
        return TDistribution.of(degrees).inverseSurvivalProbability((1 - Checks.confidence(confidence)) / 2);
    }

    static double studentAbove(double t, double degrees) {
        return TDistribution.of(degrees).survivalProbability(t);
    }
}
