package dev.tierway.evals.grader;

/** What came of a case. {@link #UNSCORED} means that nothing is known about its quality; it never counts as a failure. */
public enum Verdict {
    PASS("pass"),
    FAIL("fail"),
    UNSCORED("unscored");

    private final String wireName;

    Verdict(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Verdict of(boolean passed) {
        return passed ? PASS : FAIL;
    }
}
