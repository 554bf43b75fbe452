package dev.tierway.evals.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Two-sided p-values of "nothing changed" over pairs. */
public final class PairedTests {
    /** How many sign patterns {@link #signFlip} tries; with no more than so many it tries all. */
    public static final int ROUNDS = 10_000;

    private static final double TIE = 1e-12;

    private PairedTests() {}

    /** The exact test of McNemar: disagreements are heads and tails of a fair coin. 1 without any. */
    public static double mcNemar(long gained, long lost) {
        long flips = gained + lost;
        if (flips == 0) {
            return 1;
        }
        BinomialDistribution coin = BinomialDistribution.of(Math.toIntExact(flips), 0.5);
        return Math.min(1, 2 * coin.cumulativeProbability(Math.toIntExact(Math.min(gained, lost))));
    }

    /**
     * The permutation test that flips signs of differences: how often chance alone makes a sum as far from zero.
     *
     * @param differences one per independent pair or cluster
     */
    public static double signFlip(double[] differences, long seed) {
        double[] moved = Arrays.stream(differences).filter(it -> it != 0).toArray();
        double seen = Math.abs(Arrays.stream(moved).sum()) - TIE;
        if (moved.length < 31 && 1L << moved.length <= ROUNDS) {
            int patterns = 1 << moved.length;
            int extreme = 0;
            for (int pattern = 0; pattern < patterns; pattern++) {
                extreme += Math.abs(flipped(moved, pattern)) >= seen ? 1 : 0;
            }
            return (double) extreme / patterns;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int extreme = 1;
        for (int round = 0; round < ROUNDS; round++) {
            double sum = 0;
            for (int from = 0; from < moved.length; from += Long.SIZE) {
                sum += flipped(moved, from, random.nextLong());
            }
            extreme += Math.abs(sum) >= seen ? 1 : 0;
        }
        return (double) extreme / (ROUNDS + 1);
    }

    /** Student's test of the mean difference; empty spread gives 1 for no difference and 0 for one. */
    public static double student(double[] differences) {
        ClusteredMean mean = new ClusteredMean();
        for (int i = 0; i < differences.length; i++) {
            mean.add(Integer.toString(i), differences[i]);
        }
        if (mean.n() < 2) {
            return 1;
        }
        double error = mean.standardError();
        if (error == 0) {
            return mean.mean() == 0 ? 1 : 0;
        }
        return 2 * Quantile.studentAbove(Math.abs(mean.mean()) / error, mean.n() - 1.0);
    }

    private static double flipped(double[] differences, long pattern) {
        return flipped(differences, 0, pattern);
    }

    private static double flipped(double[] differences, int from, long pattern) {
        double sum = 0;
        int to = Math.min(differences.length, from + Long.SIZE);
        for (int i = from; i < to; i++) {
            sum += (pattern >>> (i - from) & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }
}
