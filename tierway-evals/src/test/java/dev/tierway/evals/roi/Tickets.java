package dev.tierway.evals.roi;

/** The business case of the support desk: $20 for a success, $40 for an escalation, 5 % of these customers leave. */
final class Tickets {
    private static final long DOLLAR = 1_000_000_000;

    private Tickets() {}

    static Payoff payoff(Churn churn) {
        return new Payoff(
                100_000,
                20 * DOLLAR,
                new Payoff.Escalation(40 * DOLLAR, 0.05, 1_000 * DOLLAR, churn),
                Payoff.Silent.NONE,
                0);
    }
}
