package dev.tierway.evals.summary;

import dev.tierway.evals.stats.ClusteredMean;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.PassK;
import dev.tierway.evals.stats.Quantiles;
import dev.tierway.evals.stats.TrialCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Estimates over cases, with intervals by cluster. Absent where nothing was scored, or no spread is known. */
public final class Estimates {
    private Estimates() {}

    /** The share of passes over what was scored. */
    public static Optional<Interval> passRate(
            List<CaseCounts> cases, Function<CaseCounts, CaseCounts.Verdicts> verdicts, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        for (CaseCounts one : cases) {
            CaseCounts.Verdicts counts = verdicts.apply(one);
            add(mean, one.cluster(), 1, counts.passes());
            add(mean, one.cluster(), 0, counts.fails());
        }
        return mean.n() == 0 ? Optional.empty() : Optional.of(mean.rate(confidence));
    }

    /** The mean score of one grader. */
    public static Optional<Interval> meanScore(
            List<CaseCounts> cases, Function<CaseCounts, CaseCounts.GraderCounts> grader, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        for (CaseCounts one : cases) {
            CaseCounts.GraderCounts counts = grader.apply(one);
            add(mean, one.cluster(), counts.meanScore().orElse(0), counts.scores());
        }
        return mean.interval(confidence);
    }

    /** The mean over cases of a value that each has by itself. */
    public static Optional<Interval> mean(
            List<CaseCounts> cases, Function<CaseCounts, OptionalDouble> value, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        cases.forEach(one -> value.apply(one).ifPresent(it -> mean.add(one.cluster(), it)));
        return mean.interval(confidence);
    }

    /** For each k up to the number of scored trials that every scored case has; nothing for single trials. */
    static List<Figures.Repeats> repeats(List<CaseCounts> cases, double confidence) {
        List<TrialCounts> trials = trials(cases);
        long most = trials.stream().mapToLong(TrialCounts::trials).min().orElse(0);
        List<Figures.Repeats> repeats = new ArrayList<>();
        for (int k = 1; most > 1 && k <= most; k++) {
            Optional<Interval> any = PassK.any(trials, k, confidence).interval();
            Optional<Interval> all = PassK.all(trials, k, confidence).interval();
            if (any.isPresent() && all.isPresent()) {
                repeats.add(new Figures.Repeats(k, any.get(), all.get()));
            }
        }
        return repeats;
    }

    /** The scored trials of each case that has one. */
    public static List<TrialCounts> trials(List<CaseCounts> cases) {
        return cases.stream()
                .filter(it -> it.verdicts().scored() > 0)
                .map(it -> new TrialCounts(
                        it.cluster(), it.verdicts().passes(), it.verdicts().scored()))
                .toList();
    }

    /** What one answer cost, in nano-dollars. */
    static Optional<Interval> costPerTrial(Collection<CaseTally> cases, double confidence) {
        ClusteredMean mean = new ClusteredMean();
        for (CaseTally one : cases) {
            add(mean, one.cluster(), (double) one.costNanos() / Math.max(1, one.samples()), one.samples());
        }
        return mean.interval(confidence).map(Estimates::atLeastZero);
    }

    /**
     * What was spent for each pass, in nano-dollars: a ratio of two sums, whose spread is that of its residuals (the delta
     * method, by cluster).
     */
    static Optional<Interval> costPerSuccess(Collection<CaseTally> cases, double confidence) {
        long nanos = 0;
        long passes = 0;
        for (CaseTally one : cases) {
            nanos += one.costNanos();
            passes += one.verdicts().passes();
        }
        if (passes == 0) {
            return Optional.empty();
        }
        double ratio = (double) nanos / passes;
        ClusteredMean residuals = new ClusteredMean();
        cases.forEach(it -> residuals.add(
                it.cluster(), it.costNanos() - ratio * it.verdicts().passes()));
        double successes = (double) passes / residuals.n();
        long n = passes;
        return residuals
                .interval(confidence)
                .map(it -> (it.high() - it.low()) / 2 / successes)
                .map(half -> atLeastZero(new Interval(ratio, ratio - half, ratio + half, confidence, n)));
    }

    /** The middle and the slow end; absent without values. */
    static Optional<Figures.Quantiles> quantiles(LongSeries series, double confidence) {
        double[] values = series.values();
        return values.length == 0
                ? Optional.empty()
                : Optional.of(new Figures.Quantiles(
                        Quantiles.of(values, 0.5, confidence), Quantiles.of(values, 0.95, confidence)));
    }

    private static void add(ClusteredMean mean, String cluster, double score, int times) {
        for (int i = 0; i < times; i++) {
            mean.add(cluster, score);
        }
    }

    private static Interval atLeastZero(Interval interval) {
        return new Interval(
                interval.estimate(), Math.max(0, interval.low()), interval.high(), interval.confidence(), interval.n());
    }
}
