package dev.tierway.storage.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What to sum up, how finely.
 *
 * @param zone whose days are meant; minutes and hours follow its clock at the beginning of the range
 * @param groupBy dimensions told apart; may be empty
 * @param limit buckets at most, 1 to {@value #MAX_BUCKETS}
 */
public record UsageQuery(LedgerFilter filter, BucketWidth width, ZoneId zone, List<Dimension> groupBy, int limit) {
    /** A day of minutes. */
    public static final int MAX_BUCKETS = 1440;

    public UsageQuery {
        groupBy = List.copyOf(groupBy);
        if (limit < 1 || limit > MAX_BUCKETS) {
            throw new IllegalArgumentException("a usage page has 1 to " + MAX_BUCKETS + " buckets, not " + limit);
        }
        if (groupBy.stream().distinct().count() < groupBy.size()) {
            throw new IllegalArgumentException("a dimension is grouped by once, not as in " + groupBy);
        }
    }

    /** The same question from a later instant on: {@link UsagePage#next}. */
    public UsageQuery from(Instant later) {
        TimeRange rest = new TimeRange(later, filter.range().to());
        return new UsageQuery(new LedgerFilter(rest, filter.values()), width, zone, groupBy, limit);
    }
}
