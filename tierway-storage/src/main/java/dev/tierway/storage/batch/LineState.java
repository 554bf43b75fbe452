package dev.tierway.storage.batch;

import java.util.Locale;

/** Where a line of a batch stands. */
public enum LineState {
    WAITING,
    /** Some gateway runs it. */
    RUNNING,
    /** Answered well. */
    DONE,
    /** Answered with an error, or not at all and never going to be. */
    FAILED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LineState fromWire(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
