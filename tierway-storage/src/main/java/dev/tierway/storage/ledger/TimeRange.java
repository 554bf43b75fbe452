package dev.tierway.storage.ledger;

import java.time.Instant;

/** From an instant, inclusive, to a later one, exclusive. Nothing before 1970-01-02 or after the year 9999. */
public record TimeRange(Instant from, Instant to) {
    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /** Every entry whose clock was not wholly wrong. */
    public static final TimeRange ALL = new TimeRange(EARLIEST, LATEST);

    public TimeRange {
        if (from.isBefore(EARLIEST) || to.isAfter(LATEST) || !from.isBefore(to)) {
            throw new IllegalArgumentException("a time range runs from an instant to a later one, between " + EARLIEST
                    + " and " + LATEST + ", not from " + from + " to " + to);
        }
    }
}
