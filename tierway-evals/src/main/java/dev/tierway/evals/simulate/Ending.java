package dev.tierway.evals.simulate;

/** How a simulated conversation came to its end. */
public enum Ending {
    /** The customer says that the objective was met. */
    COMPLETED("completed"),
    /** The customer left without. */
    GAVE_UP("gave_up"),
    /** Neither came to an end in the turns there were. */
    TURN_LIMIT("turn_limit");

    private final String wireName;

    Ending(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
