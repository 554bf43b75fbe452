package dev.tierway.storage.ledger;

import dev.tierway.core.failure.Failure;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers one {@link UsageQuery} with one statement. */
final class UsageSums {
    static final String COLUMNS = """
            count(*) AS requests,
            coalesce(sum(input_uncached), 0) AS input_uncached, coalesce(sum(cache_read), 0) AS cache_read,
            coalesce(sum(cache_write_5m), 0) AS cache_write_5m, coalesce(sum(cache_write_1h), 0) AS cache_write_1h,
            coalesce(sum(output), 0) AS output, coalesce(sum(reasoning), 0) AS reasoning,
            coalesce(sum(cost_nanos), 0) AS cost_nanos, count(*) - count(cost_nanos) AS unpriced,
            coalesce(sum(tokens_held), 0) AS tokens_held, coalesce(sum(tokens_settled), 0) AS tokens_settled,
            coalesce(sum(queue_nanos), 0) AS queue_nanos, count(queue_nanos) AS queue_count,
            coalesce(sum(ttft_nanos), 0) AS ttft_nanos, count(ttft_nanos) AS ttft_count,
            coalesce(sum(decode_nanos), 0) AS decode_nanos, count(decode_nanos) AS decode_count,
            coalesce(sum(network_nanos), 0) AS network_nanos, count(network_nanos) AS network_count""";

    private final UsageQuery query;
    private final int maxGroups;
    private final Buckets buckets;
    private final long firstKey;
    private final long lastKey;

    /** A group and the key of its bucket. */
    private record Found(long key, UsagePage.Group group) {}

    /** @param maxGroups on one page at most, over all its buckets */
    UsageSums(UsageQuery query, int maxGroups) {
        this.query = query;
        this.maxGroups = maxGroups;
        this.buckets = new Buckets(query.width(), query.zone(), query.filter().range());
        this.firstKey = buckets.firstKey();
        this.lastKey = Math.min(buckets.lastKey(), firstKey + query.limit() - 1);
    }

    UsagePage read(Transactions transactions) {
        LedgerStore.Where where = LedgerStore.Where.of(covered());
        List<Found> found = transactions.read(handle -> where.bindTo(handle.createQuery(statement(where)))
                .map((row, _) -> found(row))
                .list());
        long last = lastKey;
        if (found.size() > maxGroups) {
            last = found.getLast().key() - 1;
            if (last < firstKey) {
                throw Failure.invalid(
                                "group_by",
                                "too_many_groups",
                                "one " + query.width() + " has more than " + maxGroups
                                        + " groups; group by fewer dimensions, filter, or ask for shorter buckets")
                        .toException();
            }
        }
        return page(found, last);
    }

    private String statement(LedgerStore.Where where) {
        String grouped = query.groupBy().stream().map(it -> ", " + it.column()).collect(Collectors.joining());
        return "SELECT " + buckets.keyExpression(where.filter().range().to()) + " AS bucket" + grouped + ", " + COLUMNS
                + " FROM ledger " + where.sql() + " GROUP BY bucket" + grouped + " ORDER BY bucket LIMIT "
                + (maxGroups + 1);
    }

    /** The filter, cut to the buckets of this page. */
    private LedgerFilter covered() {
        LedgerFilter asked = query.filter();
        Instant end = buckets.start(lastKey + 1);
        Instant to = end.isBefore(asked.range().to()) ? end : asked.range().to();
        return new LedgerFilter(new TimeRange(asked.range().from(), to), asked.values());
    }

    private UsagePage page(List<Found> found, long last) {
        Map<Long, List<UsagePage.Group>> byKey = new HashMap<>();
        for (Found it : found) {
            byKey.computeIfAbsent(it.key(), _ -> new ArrayList<>()).add(it.group());
        }
        List<UsagePage.Bucket> page = new ArrayList<>();
        for (long key = firstKey; key <= last; key++) {
            List<UsagePage.Group> groups = byKey.getOrDefault(key, List.of());
            page.add(new UsagePage.Bucket(buckets.start(key), buckets.start(key + 1), ordered(groups)));
        }
        boolean more = last < buckets.lastKey();
        return new UsagePage(List.copyOf(page), more ? Optional.of(buckets.start(last + 1)) : Optional.empty());
    }

    /** Databases disagree on the order of texts. */
    private List<UsagePage.Group> ordered(List<UsagePage.Group> groups) {
        return groups.stream().sorted(this::compare).toList();
    }

    private int compare(UsagePage.Group one, UsagePage.Group other) {
        for (Dimension dimension : query.groupBy()) {
            int order = one.value(dimension).compareTo(other.value(dimension));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Found found(ResultSet row) throws SQLException {
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        for (Dimension dimension : query.groupBy()) {
            values.put(dimension, row.getString(dimension.column()));
        }
        return new Found(row.getLong("bucket"), new UsagePage.Group(Collections.unmodifiableMap(values), totals(row)));
    }

    static UsageTotals totals(ResultSet row) throws SQLException {
        return new UsageTotals(
                row.getLong("requests"),
                LedgerColumns.usage(row),
                row.getLong("cost_nanos"),
                row.getLong("unpriced"),
                new LedgerEntry.Hold(row.getLong("tokens_held"), row.getLong("tokens_settled")),
                measured(row, "queue"),
                measured(row, "ttft"),
                measured(row, "decode"),
                measured(row, "network"));
    }

    private static UsageTotals.Measured measured(ResultSet row, String what) throws SQLException {
        return new UsageTotals.Measured(row.getLong(what + "_nanos"), row.getLong(what + "_count"));
    }
}
