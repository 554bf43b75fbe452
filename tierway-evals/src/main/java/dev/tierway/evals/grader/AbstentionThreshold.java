package dev.tierway.evals.grader;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * From which confidence on an answer should be given, when none is better than a wrong one.
 *
 * @param confidence the least that answers; empty when it is best never to answer
 * @param utility mean worth over all questions
 * @param answered how many questions are answered
 * @param wrong how many of these wrongly
 * @param questions how many there are
 */
public record AbstentionThreshold(
        OptionalDouble confidence, double utility, long answered, long wrong, long questions) {

    /** An answer that could be given, and whether it is right. */
    public record Candidate(double confidence, boolean correct) {
        public Candidate {
            if (!Double.isFinite(confidence)) {
                throw new IllegalArgumentException("a confidence is a finite number, not " + confidence);
            }
        }
    }

    /** What an answer is worth. */
    public record Worth(double correct, double abstain, double wrong) {
        public Worth {
            if (!(correct > abstain && abstain > wrong)) {
                throw new IllegalArgumentException(
                        "a right answer is worth more than none, and none more than a wrong one");
            }
        }
    }

    /** The share of all questions that are answered wrongly. */
    public double wrongRate() {
        return questions == 0 ? 0 : (double) wrong / questions;
    }

    /**
     * The threshold of the highest mean worth, the lowest of equals. The worse wrong answers are, the higher it is.
     *
     * @param maxWrongRate the share of wrong answers that may not be exceeded
     */
    public static AbstentionThreshold best(List<Candidate> candidates, Worth worth, OptionalDouble maxWrongRate) {
        List<Candidate> sorted = candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::confidence).reversed())
                .toList();
        int n = sorted.size();
        AbstentionThreshold best = new AbstentionThreshold(OptionalDouble.empty(), worth.abstain(), 0, 0, n);
        long wrong = 0;
        for (int i = 0; i < n; i++) {
            wrong += sorted.get(i).correct() ? 0 : 1;
            boolean lastOfEquals =
                    i + 1 == n || sorted.get(i + 1).confidence() < sorted.get(i).confidence();
            long answered = i + 1L;
            double utility =
                    ((answered - wrong) * worth.correct() + wrong * worth.wrong() + (n - answered) * worth.abstain())
                            / n;
            boolean allowed = (double) wrong / n <= maxWrongRate.orElse(1);
            if (lastOfEquals && allowed && utility >= best.utility()) {
                best = new AbstentionThreshold(
                        OptionalDouble.of(sorted.get(i).confidence()), utility, answered, wrong, n);
            }
        }
        return best;
    }
}
