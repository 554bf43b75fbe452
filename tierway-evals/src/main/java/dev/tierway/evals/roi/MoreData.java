package dev.tierway.evals.roi;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What it would be worth to look at more cases before shipping.
 *
 * @param cases more
 * @param value dollars by which the decision gets better on average: the expected value of sample information
 */
public record MoreData(long cases, double value) {
    private static final int MOST = 100_000;

    /**
     * The value of {@code cases} more cases, exact over all that they may show: profit is linear in the rate, so that
     * what counts is the mean of the belief after each possible outcome, weighed by the beta-binomial chance of it.
     */
    public static MoreData of(Payoff payoff, Measured measured, int cases) {
        if (cases < 1 || cases > MOST) {
            throw new IllegalArgumentException("from 1 to " + MOST + " more cases, not " + cases);
        }
        BetaDistribution belief = measured.belief();
        double a = belief.getAlpha();
        double b = belief.getBeta();
        double logChance = 0;
        for (int i = 0; i < cases; i++) {
            logChance += Math.log((b + i) / (a + b + i));
        }
        double informed = 0;
        for (int passes = 0; passes <= cases; passes++) {
            double profit = payoff.profit((a + passes) / (a + b + cases));
            informed += Math.exp(logChance) * Math.max(0, profit);
            logChance += Math.log((double) (cases - passes) / (passes + 1) * (a + passes) / (b + cases - passes - 1));
        }
        double now = Math.max(0, payoff.profit(a / (a + b)));
        return new MoreData(cases, Math.max(0, informed - now));
    }
}
