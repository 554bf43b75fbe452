package dev.tierway.storage.ledger;

import dev.tierway.storage.sql.Transactions;
import dev.tierway.storage.sql.UsageColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.Query;

/** What entries used and cost. */
final class UsageSums implements BucketedSums.Sums<UsageTotals> {
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

    /** @param maxGroups on one page at most, over all its buckets */
    UsageSums(UsageQuery query, int maxGroups) {
        this.query = query;
        this.maxGroups = maxGroups;
    }

    UsagePage read(Transactions transactions) {
        BucketedSums.Page<UsageTotals> page = new BucketedSums<>(query, maxGroups, this).read(transactions);
        return new UsagePage(page.buckets().stream().map(UsageSums::bucket).toList(), page.next());
    }

    private static UsagePage.Bucket bucket(BucketedSums.Bucket<UsageTotals> bucket) {
        return new UsagePage.Bucket(
                bucket.start(),
                bucket.end(),
                bucket.groups().stream()
                        .map(group -> new UsagePage.Group(group.values(), group.totals()))
                        .toList());
    }

    @Override
    public String statement(String bucket, String dimensions, String where) {
        return "SELECT " + bucket + " AS bucket" + dimensions + ", " + COLUMNS + " FROM ledger_by_time " + where
                + " GROUP BY bucket" + dimensions;
    }

    @Override
    public void bind(Query select) {
        // Has no parameters of its own.
    }

    @Override
    public UsageTotals totals(ResultSet row) throws SQLException {
        return of(row);
    }

    static UsageTotals of(ResultSet row) throws SQLException {
        return new UsageTotals(
                row.getLong("requests"),
                UsageColumns.of(row),
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
