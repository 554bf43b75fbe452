package dev.tierway.storage.ledger;

/** How long a stretch of time is summed up in one. */
public enum BucketWidth {
    MINUTE(60_000_000L),
    HOUR(3_600_000_000L),
    /** A calendar day of the zone: 23 to 25 hours where clocks change. */
    DAY(86_400_000_000L);

    private final long micros;

    BucketWidth(long micros) {
        this.micros = micros;
    }

    long micros() {
        return micros;
    }
}
