package dev.tierway.evals.simulate;

import dev.tierway.evals.model.Spend;

/** A customer's model that twice answered something that is no turn. */
final class UnreadableCustomer extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Spend spend;

    UnreadableCustomer(String message, Spend spend) {
        super(message);
        this.spend = spend;
    }

    Spend spend() {
        return spend;
    }
}
