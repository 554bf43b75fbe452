package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.Rates;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What an eval found.
 *
 * @param passes of {@code scored} trials
 * @param scored trials with a verdict; 1 or more
 * @param effective how many independent cases say as much; fewer than {@code scored} where trials share a case
 */
public record Measured(long passes, long scored, double effective) {
    public Measured {
        if (scored < 1 || passes < 0 || passes > scored || !(effective > 0)) {
            throw new IllegalArgumentException(passes + " of " + scored + " is no rate");
        }
    }

    /** One trial each of independent cases. */
    public Measured(long passes, long scored) {
        this(passes, scored, (double) scored);
    }

    /** What a Wilson interval says, clustered ones included. */
    public static Measured of(Interval rate) {
        return new Measured(Math.round(rate.estimate() * rate.n()), rate.n(), Rates.effective(rate));
    }

    public double rate() {
        return (double) passes / scored;
    }

    /** Wilson's. */
    public Interval interval(double confidence) {
        return Rates.wilson(rate(), effective, scored, confidence);
    }

    /** What the true rate may be after this eval and nothing known before it (Jeffreys' prior). */
    BetaDistribution belief() {
        return BetaDistribution.of(rate() * effective + 0.5, (1 - rate()) * effective + 0.5);
    }
}
