package dev.tierway.evals.roi;

import java.util.OptionalDouble;

/**
 * What the cases of a period bring in and cost.
 *
 * <p>V(p) = N (p g - (1 - p) L - k), where L is what a failure costs: the escalation, or the customer who leaves over it,
 * or the harm of an error that nobody saw.
 *
 * @param cases N, how many there are; 1 or more
 * @param gainSuccess g, what a case solved on the first attempt saves or earns
 * @param escalation what a failure costs that a person takes over
 * @param silent what failures do that nobody notices
 * @param costPerCase k, models and tools for one case
 */
public record Payoff(long cases, long gainSuccess, Escalation escalation, Silent silent, long costPerCase) {

    /**
     * A failure that a person takes over.
     *
     * @param cost of handling it, in nano-dollars
     * @param churnRate share of these customers who leave
     * @param churnCost of one who leaves, in nano-dollars
     */
    public record Escalation(long cost, double churnRate, long churnCost, Churn churn) {
        public Escalation {
            amount("the cost of an escalation", cost);
            amount("the cost of churn", churnCost);
            share("the churn rate", churnRate);
        }

        /** What one costs on average, in nano-dollars. */
        double loss() {
            double handled = switch (churn) {
                case EXCLUSIVE -> (1 - churnRate) * cost;
                case ADDITIVE -> cost;
            };
            return handled + churnRate * churnCost;
        }
    }

    /**
     * Failures that look like successes.
     *
     * @param share of all failures
     * @param cost of one, in nano-dollars
     */
    public record Silent(double share, long cost) {
        public static final Silent NONE = new Silent(0, 0);

        public Silent {
            Payoff.share("the share of silent errors", share);
            amount("the cost of a silent error", cost);
        }
    }

    public Payoff {
        if (cases < 1) {
            throw new IllegalArgumentException("a business case has 1 case or more, not " + cases);
        }
        amount("the gain of a success", gainSuccess);
        amount("the cost of a case", costPerCase);
    }

    /** L, what a failure costs on average, in nano-dollars. */
    public double loss() {
        return (1 - silent.share()) * escalation.loss() + silent.share() * silent.cost();
    }

    /** V(p), in dollars. */
    public double profit(double successRate) {
        share("a success rate", successRate);
        return cases * (successRate * gainSuccess - (1 - successRate) * loss() - costPerCase) / 1e9;
    }

    /**
     * p*, the success rate at which nothing is won or lost; empty when success and failure pay the same, or no rate up to
     * 1 breaks even.
     */
    public OptionalDouble breakEven() {
        double stake = gainSuccess + loss();
        double rate = (loss() + costPerCase) / stake;
        return stake > 0 && rate <= 1 ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /** Dollars that one point of success rate is worth. */
    public double perPoint() {
        return cases * (gainSuccess + loss()) / 1e11;
    }

    /** The same with other failures. */
    Payoff after(Escalation other) {
        return new Payoff(cases, gainSuccess, other, silent, costPerCase);
    }

    /** The same with other silent errors. */
    Payoff hiding(Silent other) {
        return new Payoff(cases, gainSuccess, escalation, other, costPerCase);
    }

    /** The same at another cost of a case, in nano-dollars. */
    Payoff costing(long other) {
        return new Payoff(cases, gainSuccess, escalation, silent, other);
    }

    private static void amount(String what, long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(what + " is 0 or more");
        }
    }

    private static void share(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(what + " is from 0 to 1, not " + share);
        }
    }
}
