package dev.tierway.storage.ledger;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.ledger.DeferrableSum.Waiting;
import dev.tierway.storage.sql.Transactions;
import dev.tierway.storage.sql.UsageColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers one {@link DeferrableQuery} with one statement. */
final class DeferrableSums {
    /**
     * One row for each entry that passes the condition to follow: whether it could be deferred at all, and the minute in
     * which it was sent. Without its times an entry counts as sent when it ended.
     */
    private static final String ENTRIES = """
            SELECT ledger_by_time.*,
            CASE WHEN outcome = 'completed' AND tier_served IN (:standard, :priority) THEN 1 ELSE 0 END AS candidate,
            coalesce(ttft_nanos, 0) + coalesce(decode_nanos, 0) AS took_nanos,
            (ended_at - (coalesce(ttft_nanos, 0) + coalesce(decode_nanos, 0)) / 1000) / 60000000 AS sent_minute
            FROM ledger_by_time WHERE\s""";

    private static final String COUNTED = "SELECT entries.*, sum(candidate) OVER"
            + " (PARTITION BY key_id, model, sent_minute) AS alike FROM entries";

    private static final String WAITING = "CASE WHEN candidate = 1 AND alike >= :bulk THEN 'BATCH'"
            + " WHEN candidate = 1 AND took_nanos >= :patience THEN 'FLEX' ELSE 'NONE' END";

    private static final String SUMS = """
            count(*) AS requests, sum(input_uncached) AS input_uncached, sum(cache_read) AS cache_read,
            sum(cache_write_5m) AS cache_write_5m, sum(cache_write_1h) AS cache_write_1h, sum(output) AS output,
            sum(reasoning) AS reasoning, coalesce(sum(cost_nanos), 0) AS cost_nanos""";

    private final DeferrableQuery query;
    private final int maxSums;

    /** @param maxSums in the answer at most */
    DeferrableSums(DeferrableQuery query, int maxSums) {
        this.query = query;
        this.maxSums = maxSums;
    }

    List<DeferrableSum> read(Transactions transactions) {
        LedgerStore.Where where = new LedgerStore.Where(query.filter(), transactions.dialect());
        List<DeferrableSum> found = transactions.read(handle -> where.bindTo(handle.createQuery(statement(where)))
                .bind("standard", ServiceTier.STANDARD.wireName())
                .bind("priority", ServiceTier.PRIORITY.wireName())
                .bind("bulk", query.bulkRequests())
                .bind("patience", query.patience().toNanos())
                .map((row, _) -> sum(row))
                .list());
        if (found.size() > maxSums) {
            throw Failure.invalid(
                            "group_by",
                            "too_many_groups",
                            "there are more than " + maxSums
                                    + " groups; group by fewer dimensions, filter, or ask for a shorter time")
                    .toException();
        }
        return found;
    }

    private String statement(LedgerStore.Where where) {
        Set<String> columns = new LinkedHashSet<>();
        query.groupBy().forEach(it -> columns.add(it.column()));
        columns.addAll(List.of("model", "price_version"));
        String names = String.join(", ", columns);
        return "WITH entries AS (" + ENTRIES + where.inRange() + "), counted AS (" + COUNTED + ") SELECT " + WAITING
                + " AS waiting, "
                + step() + " AS prompt_above, " + names + ", " + SUMS + " FROM counted " + where.sql()
                + " GROUP BY waiting, prompt_above, " + names + " LIMIT " + (maxSums + 1);
    }

    private String step() {
        return query.promptSteps().reversed().stream()
                .map(step -> " WHEN input_uncached + cache_read + cache_write_5m + cache_write_1h > " + step + " THEN "
                        + step)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(), cases -> cases.isEmpty() ? "0" : "CASE" + cases + " ELSE 0 END"));
    }

    private DeferrableSum sum(ResultSet row) throws SQLException {
        Map<Dimension, String> group = new EnumMap<>(Dimension.class);
        for (Dimension dimension : query.groupBy()) {
            group.put(dimension, row.getString(dimension.column()));
        }
        return new DeferrableSum(
                Waiting.valueOf(row.getString("waiting")),
                Collections.unmodifiableMap(group),
                row.getString("model"),
                row.getString("price_version"),
                row.getLong("prompt_above"),
                row.getLong("requests"),
                UsageColumns.of(row),
                row.getLong("cost_nanos"));
    }
}
