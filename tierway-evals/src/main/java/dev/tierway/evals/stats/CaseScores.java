package dev.tierway.evals.stats;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The scores of one run by case, averaged over trials, for {@link PairedComparison}. Confined to one thread. */
public final class CaseScores {
    private final Map<String, Mean> cases = new HashMap<>();

    /** The mean of one case's trials. */
    static final class Mean {
        private final String cluster;
        private double sum;
        private long n;

        private Mean(String cluster) {
            this.cluster = cluster;
        }

        String cluster() {
            return cluster;
        }

        double value() {
            return sum / n;
        }
    }

    /**
     * Takes the score of one trial; unscored ones are left out.
     *
     * @param cluster what the case depends on others through; its id when it stands alone
     * @param score finite; 1 and 0 for pass and fail
     */
    public void add(String caseId, String cluster, double score) {
        Checks.finite(score);
        Mean mean = cases.computeIfAbsent(caseId, _ -> new Mean(cluster));
        mean.sum += score;
        mean.n++;
    }

    public int cases() {
        return cases.size();
    }

    Map<String, Mean> means() {
        return Collections.unmodifiableMap(cases);
    }
}
