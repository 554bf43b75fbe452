package dev.tierway.evals.stats;

/**
 * Two rates over different cases: machine and people, before and after on other questions.
 *
 * @param difference first minus second, with the hybrid score interval of Newcombe (1998)
 * @param pValue two-sided, of "no difference", by the pooled z-test
 */
public record TwoRates(Interval first, Interval second, Interval difference, double pValue) {

    /** Compares two Wilson intervals of one confidence, clustered ones included. */
    public static TwoRates of(Interval first, Interval second) {
        double difference = first.estimate() - second.estimate();
        double down = Math.hypot(first.estimate() - first.low(), second.high() - second.estimate());
        double up = Math.hypot(first.high() - first.estimate(), second.estimate() - second.low());
        Interval interval = new Interval(
                difference,
                Math.max(-1, difference - down),
                Math.min(1, difference + up),
                first.confidence(),
                first.n() + second.n());
        return new TwoRates(first, second, interval, pValue(first, second));
    }

    private static double pValue(Interval first, Interval second) {
        double n = Rates.effective(first);
        double m = Rates.effective(second);
        double pooled = (first.estimate() * n + second.estimate() * m) / (n + m);
        double error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
        if (error == 0) {
            return 1;
        }
        double z = Math.abs(first.estimate() - second.estimate()) / error;
        return 2 * Quantile.normalBelow(-z);
    }
}
