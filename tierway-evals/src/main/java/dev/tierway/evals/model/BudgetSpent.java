package dev.tierway.evals.model;

/**
 * Ends the work of a run that may not spend any more. Nobody but the run catches it: no target and no grader, since it
 * says nothing about a sample. It has no stack trace.
 */
public final class BudgetSpent extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BudgetSpent(String message) {
        super(message, null, false, false);
    }
}
