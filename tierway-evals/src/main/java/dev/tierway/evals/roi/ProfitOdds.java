package dev.tierway.evals.roi;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How sure a profit is after an eval: {@value #DRAWS} success rates drawn from what {@code passes} of {@code scored}
 * leave possible, each turned into a profit.
 *
 * @param probability share of draws with a profit above zero
 * @param low dollars, the 2.5th percentile of the draws
 * @param median dollars
 * @param high dollars, the 97.5th percentile
 * @param perfect dollars that knowing the true rate before shipping would be worth on average: what all further evals
 *     together may cost at most
 */
public record ProfitOdds(double probability, double low, double median, double high, double perfect) {
    public static final int DRAWS = 20_000;

    /**
     * Draws.
     *
     * @param random the same generator state gives the same answer
     */
    public static ProfitOdds of(Payoff payoff, Measured measured, RandomGenerator random) {
        BetaDistribution belief = measured.belief();
        double[] profits = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            // One draw from each of as many equal slices is the same distribution with less noise.
            double share = (i + random.nextDouble()) / DRAWS;
            profits[i] = payoff.profit(belief.inverseCumulativeProbability(share));
        }
        Arrays.sort(profits);
        double made = Arrays.stream(profits).filter(it -> it > 0).count() / (double) DRAWS;
        double mean = Arrays.stream(profits).average().orElseThrow();
        double informed =
                Arrays.stream(profits).map(it -> Math.max(0, it)).average().orElseThrow();
        return new ProfitOdds(
                made,
                profits[DRAWS / 40],
                profits[DRAWS / 2],
                profits[DRAWS - 1 - DRAWS / 40],
                informed - Math.max(0, mean));
    }
}
