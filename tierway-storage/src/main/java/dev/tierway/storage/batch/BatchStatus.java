package dev.tierway.storage.batch;

import java.util.Locale;

/** Where a batch stands. */
public enum BatchStatus {
    /** Its input is being read, or, of a micro-batch, still comes in. */
    VALIDATING,
    /** Its input cannot be run; nothing of it was. */
    FAILED,
    IN_PROGRESS,
    /** All lines have results; the files are being written. */
    FINALIZING,
    COMPLETED,
    /** Its window ended before all lines had run. */
    EXPIRED,
    CANCELLING,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more will happen to it. */
    public boolean ended() {
        return switch (this) {
            case FAILED, COMPLETED, EXPIRED, CANCELLED -> true;
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> false;
        };
    }

    static BatchStatus fromWire(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
