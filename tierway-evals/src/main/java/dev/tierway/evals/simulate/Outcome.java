package dev.tierway.evals.simulate;

/** How far a conversation came: the objective, or the first stage that failed. */
public enum Outcome {
    OBJECTIVE_MET("objective_met"),
    /** The customer never came to the intent that serves the objective. */
    ROUTED_WRONG("routed_wrong"),
    /** A step that the objective takes was never tried. */
    INSTRUCTION_NOT_FOLLOWED("instruction_not_followed"),
    /** All steps were tried, one of them with wrong arguments or without success. */
    TOOL_WRONG("tool_wrong"),
    /** The right calls were made and the world is not as it should be: more or other changes were made. */
    STATE_WRONG("state_wrong"),
    /** The world is right, but the customer was not told, or left without. */
    OBJECTIVE_MISSED("objective_missed");

    private final String wireName;

    Outcome(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
