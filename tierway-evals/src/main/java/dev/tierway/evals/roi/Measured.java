package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.Rates;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What an eval found.
 *
 * @param passes of {@code scored} independent cases
 * @param scored cases with a verdict; 1 or more
 */
public record Measured(long passes, long scored) {
    public Measured {
        if (scored < 1 || passes < 0 || passes > scored) {
            throw new IllegalArgumentException(passes + " of " + scored + " is no rate");
        }
    }

    public double rate() {
        return (double) passes / scored;
    }

    /** Wilson's. */
    public Interval interval(double confidence) {
        return Rates.wilson(passes, scored, confidence);
    }

    /** What the true rate may be after this eval and nothing known before it (Jeffreys' prior). */
    BetaDistribution belief() {
        return BetaDistribution.of(passes + 0.5, scored - passes + 0.5);
    }
}
