package dev.tierway.evals.roi;

/** How a customer who leaves counts. */
public enum Churn {
    /** Instead of the cost of the escalation. */
    EXCLUSIVE("exclusive"),
    /** On top of it. */
    ADDITIVE("additive");

    private final String wireName;

    Churn(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
