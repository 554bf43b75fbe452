package dev.tierway.evals.gate;

/** What a gate or one of its rules says of a run. */
public enum Ruling {
    PASS("pass"),
    /** What was seen does not decide. */
    INCONCLUSIVE("inconclusive"),
    FAIL("fail");

    private final String wireName;

    Ruling(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The one that lets less through. */
    public Ruling worse(Ruling other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
