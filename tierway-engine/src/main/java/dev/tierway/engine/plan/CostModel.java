package dev.tierway.engine.plan;

/**
 * Learns {@link StepCost} from observed steps. Single-threaded.
 *
 * <p>Two least-squares fits with exponential forgetting, so that neither is forgotten while the other kind of step runs:
 * base and per-decode cost from steps without prompt tokens, then the cost per prompt token from what the first fit leaves
 * unexplained in steps with them. A prior worth a few observations keeps the first fit solvable when every step had the
 * same width. Single steps count at most {@value #OUTLIER} times their prediction.
 */
public final class CostModel {
    /** An ordinary 135M-parameter model on one core; wrong for any other, and forgotten within tens of steps. */
    private static final StepCost PRIOR = new StepCost(5e6, 3e6, 2e6);

    private static final double FORGET = 0.98;
    private static final double PRIOR_WEIGHT = 0.2;
    private static final double OUTLIER = 4;
    private static final int WARM_UP = 8;

    private StepCost cost;
    private long decodeSteps;
    private long promptSteps;
    private double sumN;
    private double sumNn;
    private double sum;
    private double sumT;
    private double sumNt;
    private double sumPp;
    private double sumPr;

    public CostModel() {
        this(PRIOR);
    }

    public CostModel(StepCost prior) {
        cost = prior;
        // The prior enters as two pseudo-observations, of widths 1 and 8.
        addDecode(1, prior.nanos(1, 0), PRIOR_WEIGHT);
        addDecode(8, prior.nanos(8, 0), PRIOR_WEIGHT);
        addPrompt(16, prior.perPromptToken() * 16, PRIOR_WEIGHT);
    }

    public StepCost cost() {
        return cost;
    }

    /** Whether it has seen enough steps with prompt tokens to predict them. */
    public boolean warm() {
        return promptSteps > WARM_UP;
    }

    /** Learns from a step that took {@code nanos}. */
    public void observe(int decodes, int promptTokens, long nanos) {
        double expected = cost.nanos(decodes, promptTokens);
        if (promptTokens == 0) {
            decodeSteps++;
            double seen = Math.min((double) nanos, decodeSteps > WARM_UP ? OUTLIER * expected : nanos);
            forgetDecodes();
            addDecode(decodes, seen, 1);
        } else {
            promptSteps++;
            double seen = Math.min((double) nanos, promptSteps > WARM_UP ? OUTLIER * expected : nanos);
            sumPp *= FORGET;
            sumPr *= FORGET;
            addPrompt(promptTokens, Math.max(0, seen - cost.nanos(decodes, 0)), 1);
        }
        solve();
    }

    private void forgetDecodes() {
        sum *= FORGET;
        sumN *= FORGET;
        sumNn *= FORGET;
        sumT *= FORGET;
        sumNt *= FORGET;
    }

    private void addDecode(int decodes, double nanos, double weight) {
        sum += weight;
        sumN += weight * decodes;
        sumNn += weight * decodes * decodes;
        sumT += weight * nanos;
        sumNt += weight * decodes * nanos;
    }

    private void addPrompt(int tokens, double nanos, double weight) {
        sumPp += weight * tokens * tokens;
        sumPr += weight * tokens * nanos;
    }

    private void solve() {
        double determinant = sum * sumNn - sumN * sumN;
        double perDecode = cost.perDecode();
        double base = cost.base();
        if (determinant > 1e-6 * sum * sumNn) {
            perDecode = (sum * sumNt - sumN * sumT) / determinant;
            base = (sumT - perDecode * sumN) / sum;
        } else {
            // All recent steps had one width: move both so that they explain its mean, keeping their ratio.
            double scale = sumT / (base * sum + perDecode * sumN);
            base *= scale;
            perDecode *= scale;
        }
        if (perDecode < 0) {
            perDecode = 0;
            base = sumT / sum;
        } else if (base < 0) {
            base = 0;
            perDecode = sumNt / sumNn;
        }
        cost = new StepCost(base, perDecode, sumPr / sumPp);
    }
}
