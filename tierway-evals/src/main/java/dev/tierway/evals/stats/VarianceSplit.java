package dev.tierway.evals.stats;

import java.util.List;

/**
 * Where the uncertainty of a rate comes from. Var(mean) = between/n + within/(n K): new cases shrink both terms, more
 * trials of the same only the second.
 *
 * @param between variance of the cases' own rates
 * @param within mean variance of trials around these
 */
public record VarianceSplit(double between, double within) {

    /** Splits; at least two cases with two trials or more, others are left out. */
    public static VarianceSplit of(List<TrialCounts> cases) {
        List<TrialCounts> repeated =
                cases.stream().filter(it -> it.trials() >= 2).toList();
        if (repeated.size() < 2) {
            throw new IllegalArgumentException("a split needs two cases with two trials or more");
        }
        double mean =
                repeated.stream().mapToDouble(VarianceSplit::rate).average().orElseThrow();
        double within = 0;
        double noise = 0;
        double squares = 0;
        for (TrialCounts counts : repeated) {
            double rate = rate(counts);
            double variance = rate * (1 - rate) * counts.trials() / (counts.trials() - 1);
            within += variance;
            noise += variance / counts.trials();
            squares += (rate - mean) * (rate - mean);
        }
        int n = repeated.size();
        return new VarianceSplit(Math.max(0, squares / (n - 1) - noise / n), within / n);
    }

    /** What the standard error of the mean would be with so many cases and trials of each. */
    public double standardError(long cases, long trials) {
        if (cases < 1 || trials < 1) {
            throw new IllegalArgumentException("at least one case and one trial");
        }
        return Math.sqrt(between / cases + within / ((double) cases * trials));
    }

    private static double rate(TrialCounts counts) {
        return (double) counts.passes() / counts.trials();
    }
}
