package dev.tierway.storage.evals;

import java.util.Locale;

/** What came of an item of a run, or of one criterion on it. */
public enum ItemOutcome {
    PASS,
    FAIL,
    /** Nothing is known about its quality. */
    ERROR;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ItemOutcome fromWire(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
