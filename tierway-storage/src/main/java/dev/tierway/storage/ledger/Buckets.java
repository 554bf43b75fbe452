package dev.tierway.storage.ledger;

import dev.tierway.storage.sql.Micros;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Numbers the buckets of a range, alike here and in SQL: a bucket's key is its place among all buckets since 1970 on the
 * zone's clock. A day has one key however the clock changes in it.
 */
final class Buckets {
    private final BucketWidth width;
    private final ZoneId zone;
    private final TimeRange range;
    private final long firstOffset;

    Buckets(BucketWidth width, ZoneId zone, TimeRange range) {
        this.width = width;
        this.zone = zone;
        this.range = range;
        this.firstOffset = offset(range.from());
    }

    long firstKey() {
        return key(range.from());
    }

    /** The last bucket that begins before the range ends. */
    long lastKey() {
        return key(range.to().minusNanos(1_000));
    }

    Instant start(long key) {
        return switch (width) {
            case MINUTE, HOUR -> Micros.instant(key * width.micros() - firstOffset);
            case DAY -> LocalDate.ofEpochDay(key).atStartOfDay(zone).toInstant();
        };
    }

    /** An SQL expression for the key of an entry that ended in the range before {@code end}. */
    String keyExpression(Instant end) {
        StringBuilder offset = new StringBuilder();
        if (width == BucketWidth.DAY) {
            ZoneRules rules = zone.getRules();
            ZoneOffsetTransition change = rules.nextTransition(range.from());
            while (change != null && change.getInstant().isBefore(end)) {
                offset.append(" WHEN ended_at < ").append(Micros.of(change.getInstant()));
                offset.append(" THEN ").append(change.getOffsetBefore().getTotalSeconds() * 1_000_000L);
                change = rules.nextTransition(change.getInstant());
            }
        }
        String expression = offset.isEmpty()
                ? "" + firstOffset
                : "CASE" + offset + " ELSE " + offset(end.minusNanos(1_000)) + " END";
        return "(ended_at + (" + expression + ")) / " + width.micros();
    }

    private long key(Instant instant) {
        long offset = width == BucketWidth.DAY ? offset(instant) : firstOffset;
        return Math.floorDiv(Micros.of(instant) + offset, width.micros());
    }

    private long offset(Instant instant) {
        return zone.getRules().getOffset(instant).getTotalSeconds() * 1_000_000L;
    }
}
