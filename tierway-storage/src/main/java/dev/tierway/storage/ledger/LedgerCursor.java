package dev.tierway.storage.ledger;

import dev.tierway.storage.sql.Micros;
import java.time.Instant;
import java.util.Optional;

/**
 * A place between two entries, in order of time.
 *
 * @param endedAt of the entry before it
 * @param sequence of the entry before it, which orders entries that ended at the same time
 */
public record LedgerCursor(Instant endedAt, long sequence) {
    static LedgerCursor after(LedgerRow row) {
        return new LedgerCursor(row.entry().endedAt(), row.sequence());
    }

    /** This cursor as a word, to hand out and be handed back. */
    public String text() {
        return Micros.of(endedAt) + "-" + sequence;
    }

    /** Reads {@link #text}; empty when it is none. */
    public static Optional<LedgerCursor> parse(String text) {
        int dash = text.indexOf('-', 1);
        if (dash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LedgerCursor(
                    Micros.instant(Long.parseLong(text.substring(0, dash))), Long.parseLong(text.substring(dash + 1))));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }
}
