package dev.tierway.evals.stats;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two runs over the same cases, each case averaged over its trials first.
 *
 * @param cases how many both have a score for
 * @param baseline mean of the first run over these
 * @param candidate mean of the second run over these
 * @param difference candidate minus baseline
 * @param gained cases where the candidate is better
 * @param lost cases where it is worse
 * @param pValue two-sided, of "nothing changed", by {@code test}
 * @param unmatched cases that only one run has a score for, which count for neither
 */
public record PairedComparison(
        long cases,
        double baseline,
        double candidate,
        Difference difference,
        long gained,
        long lost,
        double pValue,
        Test test,
        long unmatched) {

    /** How the p-value was found. */
    public enum Test {
        /** Exact McNemar: verdicts of independent cases. */
        MCNEMAR,
        /** Sign-flip permutation over clusters: graded scores, several trials, or cases that depend on each other. */
        SIGN_FLIP
    }

    /**
     * Compares; empty when no case has a score in both.
     *
     * @param seed of the permutation; the same runs and seed give the same p-value
     */
    public static Optional<PairedComparison> of(CaseScores baseline, CaseScores candidate, long seed) {
        Map<String, CaseScores.Mean> before = baseline.means();
        Pairs pairs = new Pairs();
        new TreeMap<>(candidate.means()).forEach((id, after) -> {
            CaseScores.Mean first = before.get(id);
            if (first != null) {
                pairs.add(first, after);
            }
        });
        return pairs.compared(seed, (long) baseline.cases() + candidate.cases());
    }

    private static final class Pairs {
        private final TreeMap<String, Double> byCluster = new TreeMap<>();
        private final Map<String, Integer> sizes = new HashMap<>();
        private final ClusteredMean differences = new ClusteredMean();
        private double before;
        private double after;
        private long gained;
        private long lost;
        private boolean verdicts = true;

        void add(CaseScores.Mean first, CaseScores.Mean second) {
            double change = second.value() - first.value();
            before += first.value();
            after += second.value();
            gained += change > 0 ? 1 : 0;
            lost += change < 0 ? 1 : 0;
            verdicts &= isVerdict(first.value()) && isVerdict(second.value());
            differences.add(second.cluster(), change);
            byCluster.merge(second.cluster(), change, Double::sum);
            sizes.merge(second.cluster(), 1, Integer::sum);
        }

        Optional<PairedComparison> compared(long seed, long all) {
            long n = differences.n();
            if (n == 0) {
                return Optional.empty();
            }
            boolean coins = verdicts && sizes.size() == n;
            double[] sums =
                    byCluster.values().stream().mapToDouble(Double::doubleValue).toArray();
            return Optional.of(new PairedComparison(
                    n,
                    before / n,
                    after / n,
                    coins ? Difference.ofVerdicts(gained, lost, n) : graded(),
                    gained,
                    lost,
                    coins ? PairedTests.mcNemar(gained, lost) : PairedTests.signFlip(sums, seed),
                    coins ? Test.MCNEMAR : Test.SIGN_FLIP,
                    all - 2 * n));
        }

        /** Differences that are all equal are as uncertain as verdicts of as many cases that never disagreed. */
        private Difference graded() {
            int clusters = sizes.size();
            double error = clusters < 2 ? 0 : differences.standardError();
            double mean = differences.mean();
            if (error == 0) {
                double spread = Difference.ofVerdicts(0, 0, clusters).standardError();
                return new Difference(mean, mean, spread, Double.POSITIVE_INFINITY, differences.n());
            }
            return new Difference(mean, mean, error, clusters - 1.0, differences.n());
        }

        private static boolean isVerdict(double score) {
            return score == 0 || score == 1;
        }
    }
}
