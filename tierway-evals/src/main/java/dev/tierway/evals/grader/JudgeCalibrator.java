package dev.tierway.evals.grader;

import dev.tierway.evals.judge.JudgeCalibration.Order;
import dev.tierway.evals.judge.PairwiseJudge.Comparison;
import dev.tierway.evals.judge.PairwiseJudge.Winner;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.stats.JudgeErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets a judge grade what people graded, and counts. */
public final class JudgeCalibrator {
    private JudgeCalibrator() {}

    /**
     * What came of it.
     *
     * @param unscored reason to how often, in the order of the samples
     * @param disagreements cases that judge and people saw differently
     */
    public record Outcome(
            JudgeErrors errors,
            Map<String, Long> unscored,
            Order order,
            Spend spend,
            List<Disagreement> disagreements) {

        public long unscoredCount() {
            return unscored.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * A case that the judge saw otherwise than people.
     *
     * @param good whether people passed it
     * @param reason the judge's
     */
    public record Disagreement(String caseId, boolean good, String reason) {}

    /** Asks {@code judge} about each sample, {@code concurrency} at a time. */
    public static Outcome calibrate(Grader judge, List<LabelledSample> samples, int concurrency)
            throws InterruptedException {
        List<Judged> all = InParallel.map(samples, concurrency, it -> Judged.by(judge, it.evidence()));
        long[][] counts = new long[2][2];
        Map<String, Long> unscored = new LinkedHashMap<>();
        List<Disagreement> disagreements = new ArrayList<>();
        Spend spend = Spend.NONE;
        for (int i = 0; i < samples.size(); i++) {
            LabelledSample sample = samples.get(i);
            Grade grade = all.get(i).grade();
            spend = spend.plus(grade.spend());
            if (grade.verdict() == Verdict.UNSCORED) {
                unscored.merge(grade.reason(), 1L, Long::sum);
            } else {
                boolean passed = grade.verdict() == Verdict.PASS;
                counts[sample.good() ? 1 : 0][passed ? 1 : 0]++;
                if (passed != sample.good()) {
                    disagreements.add(
                            new Disagreement(sample.evidence().example().id(), sample.good(), grade.reason()));
                }
            }
        }
        return new Outcome(
                new JudgeErrors(counts[1][1], counts[1][0], counts[0][1], counts[0][0]),
                unscored,
                order(all),
                spend,
                List.copyOf(disagreements));
    }

    private static Order order(List<Judged> all) {
        List<Comparison> both = all.stream()
                .flatMap(it -> it.comparison().stream())
                .filter(it -> it.bFirst().isPresent())
                .toList();
        long flips = both.stream().filter(Comparison::flipped).count();
        long aWonFirst = both.stream().filter(it -> it.aFirst() == Winner.A).count();
        long bWonFirst = both.stream()
                .filter(it -> it.bFirst().equals(Optional.of(Winner.B)))
                .count();
        long ties = both.stream().filter(it -> it.aFirst() == Winner.TIE).count()
                + both.stream()
                        .filter(it -> it.bFirst().equals(Optional.of(Winner.TIE)))
                        .count();
        return new Order(both.size(), flips, aWonFirst + bWonFirst, 2L * both.size() - ties);
    }

    /** A grade, and the comparison behind it where there was one. */
    record Judged(Grade grade, Optional<Comparison> comparison) {
        static Judged by(Grader judge, Evidence evidence) throws InterruptedException {
            return judge instanceof PairwiseGrader pairs
                    ? pairs.judge(evidence)
                    : new Judged(judge.grade(evidence), Optional.empty());
        }
    }
}
