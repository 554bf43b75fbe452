package dev.tierway.evals.stats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * How well several trials of a case do: pass@k, at least one of k passes (Chen et al., 2021), and pass^k, all k pass (Yao
 * et al., 2024).
 *
 * <p>Both are unbiased: hypergeometric over the trials there are. The plug-in (c/n)^k is biased up and the power of the
 * overall rate is biased down.
 *
 * @param interval of the mean over cases by cluster, clipped to 0..1; empty with fewer than two clusters
 * @param mean of the cases; empty without one
 * @param cases how many had k trials or more
 * @param tooFew how many had fewer, and count for nothing
 */
public record PassK(Optional<Interval> interval, OptionalDouble mean, long cases, long tooFew) {

    /** At least one of {@code k} trials passes. */
    public static PassK any(List<TrialCounts> cases, int k, double confidence) {
        return over(
                cases, k, confidence, counts -> 1 - allAmong(counts.trials() - counts.passes(), counts.trials(), k));
    }

    /** All of {@code k} trials pass. */
    public static PassK all(List<TrialCounts> cases, int k, double confidence) {
        return over(cases, k, confidence, counts -> allAmong(counts.passes(), counts.trials(), k));
    }

    private static PassK over(List<TrialCounts> cases, int k, double confidence, ToDoubleFunction<TrialCounts> value) {
        if (k < 1) {
            throw new IllegalArgumentException("k is 1 or more, not " + k);
        }
        ClusteredMean mean = new ClusteredMean();
        for (TrialCounts counts : cases) {
            if (counts.trials() >= k) {
                mean.add(counts.cluster(), value.applyAsDouble(counts));
            }
        }
        return new PassK(
                mean.interval(confidence).map(it -> it.within(0, 1)),
                mean.n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(mean.mean()),
                mean.n(),
                cases.size() - mean.n());
    }

    /** The chance that {@code k} drawn of {@code trials} are all among {@code chosen}: C(chosen,k)/C(trials,k). */
    private static double allAmong(long chosen, long trials, int k) {
        double chance = 1;
        for (int i = 0; i < k; i++) {
            chance *= (double) Math.max(0, chosen - i) / (trials - i);
        }
        return chance;
    }
}
