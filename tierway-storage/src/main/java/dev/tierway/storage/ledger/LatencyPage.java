package dev.tierway.storage.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Latency over time, in the same stretches and groups as {@link UsagePage}.
 *
 * @param next for {@link UsageQuery#from}; empty when the range is covered
 */
public record LatencyPage(List<Bucket> buckets, Optional<Instant> next) {
    /** A stretch of time, like {@link UsagePage.Bucket}. */
    public record Bucket(Instant start, Instant end, List<Group> groups) {}

    /** Entries that are alike in the dimensions grouped by. */
    public record Group(Map<Dimension, String> values, LatencyTotals totals) {}
}
