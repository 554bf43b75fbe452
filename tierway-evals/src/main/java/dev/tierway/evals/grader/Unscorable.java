package dev.tierway.evals.grader;

/** Ends the grading of a sample about whose quality nothing can be said. It has no stack trace. */
final class Unscorable extends Exception {
    private static final long serialVersionUID = 1;

    /** @param reason for a person */
    Unscorable(String reason) {
        super(reason, null, false, false);
    }

    Grade grade() {
        return Grade.unscored(String.valueOf(getMessage()));
    }
}
