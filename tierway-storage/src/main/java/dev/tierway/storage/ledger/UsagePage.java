package dev.tierway.storage.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sums over time, also for stretches in which nothing happened.
 *
 * @param next for {@link UsageQuery#from}; empty when the range is covered
 */
public record UsagePage(List<Bucket> buckets, Optional<Instant> next) {
    /**
     * A stretch of time.
     *
     * @param start inclusive; the first and last bucket reach beyond the range that was asked for, and hold only what is
     *     in it
     * @param groups ordered by their values
     */
    public record Bucket(Instant start, Instant end, List<Group> groups) {}

    /**
     * Entries that are alike in the dimensions grouped by.
     *
     * @param values of those dimensions
     */
    public record Group(Map<Dimension, String> values, UsageTotals totals) {
        /** The value of a dimension, empty when it was not grouped by. */
        public String value(Dimension dimension) {
            return values.getOrDefault(dimension, "");
        }
    }
}
