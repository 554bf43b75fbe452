package dev.tierway.evals.stats;

/**
 * What came of the trials of one case.
 *
 * @param cluster what the case depends on others through; its id when it stands alone
 * @param passes of {@code trials}, which leaves unscored ones out
 */
public record TrialCounts(String cluster, long passes, long trials) {
    public TrialCounts {
        if (passes < 0 || trials < passes) {
            throw new IllegalArgumentException(passes + " of " + trials + " trials passed");
        }
    }
}
