package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Rates;
import java.util.Optional;

/**
 * A target to agree on: the smallest rate which, seen on an eval of a given size, shows that a profit is made.
 *
 * @param target {@code passes} of {@code cases}
 * @param bar what its lower bound clears: the break-even and the margin
 * @param confidence of that bound, one-sided and exact
 */
public record TargetProposal(double target, double bar, long passes, long cases, double confidence) {

    /**
     * Proposes; empty when there is no break-even, or not even an eval without a failure shows so much.
     *
     * @param cases that the eval has
     * @param margin kept above the break-even for what the pay-off leaves out, 0.01 for one point
     */
    public static Optional<TargetProposal> of(Payoff payoff, long cases, double margin, double confidence) {
        if (cases < 1 || !(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("a target needs a case, and a margin from 0 to below 1");
        }
        double bar = payoff.breakEven().orElse(1) + margin;
        if (payoff.breakEven().isEmpty() || Rates.exactLower(cases, cases, confidence) < bar) {
            return Optional.empty();
        }
        long failing = -1;
        long passing = cases;
        while (passing - failing > 1) {
            long middle = (passing + failing) >>> 1;
            boolean enough = Rates.exactLower(middle, cases, confidence) >= bar;
            failing = enough ? failing : middle;
            passing = enough ? middle : passing;
        }
        return Optional.of(new TargetProposal((double) passing / cases, bar, passing, cases, confidence));
    }
}
