package dev.tierway.evals.stats;

/**
 * A mean difference and how well it is known.
 *
 * @param estimate the difference seen
 * @param centre the middle of its intervals; not quite the estimate where few pairs differ
 * @param standardError of the centre, above zero
 * @param degrees of freedom; infinite for a normal interval
 * @param n how many pairs it rests on
 */
public record Difference(double estimate, double centre, double standardError, double degrees, long n) {

    public Difference {
        if (!(standardError > 0) || !Double.isFinite(centre) || !Double.isFinite(estimate)) {
            throw new IllegalArgumentException("a difference of " + estimate + " +- " + standardError);
        }
    }

    /**
     * The difference of two sets of verdicts over the same {@code n} cases (Bonett and Price, 2012): a pair is added to
     * each kind of disagreement, so that no disagreement in few cases does not look like certainty.
     *
     * @param gained cases that only the second passed
     * @param lost cases that only the first passed
     */
    public static Difference ofVerdicts(long gained, long lost, long n) {
        Checks.counts(gained + lost, n);
        double size = n + 2.0;
        double up = (gained + 1) / size;
        double down = (lost + 1) / size;
        double error = Math.sqrt((up + down - (up - down) * (up - down)) / size);
        return new Difference((double) (gained - lost) / n, up - down, error, Double.POSITIVE_INFINITY, n);
    }

    /** Two-sided. */
    public Interval interval(double confidence) {
        double half = standardErrors(confidence) * standardError;
        double low = Math.min(estimate, centre - half);
        double high = Math.max(estimate, centre + half);
        return new Interval(estimate, low, high, confidence, n);
    }

    /** How well data like these go with a true difference of at most {@code limit}: small when it is proven above. */
    public double pAtMost(double limit) {
        return above((centre - limit) / standardError);
    }

    /** How well data like these go with a true difference of at least {@code limit}: small when it is proven below. */
    public double pAtLeast(double limit) {
        return above((limit - centre) / standardError);
    }

    private double standardErrors(double confidence) {
        return Double.isInfinite(degrees) ? Quantile.normal(confidence) : Quantile.student(confidence, degrees);
    }

    private double above(double distance) {
        return Double.isInfinite(degrees) ? Quantile.normalBelow(-distance) : Quantile.studentAbove(distance, degrees);
    }
}
