package dev.tierway.storage.ledger;

import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.ledger.LatencyTotals.Attained;
import dev.tierway.storage.ledger.LatencyTotals.Otps;
import dev.tierway.storage.ledger.LatencyTotals.Split;
import dev.tierway.storage.ledger.LatencyTotals.Ttft;
import dev.tierway.storage.ledger.UsageTotals.Measured;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.Query;

/** How fast entries were, judged by targets. The judgement is that of {@link LatencyTarget}, in SQL. */
final class LatencySums implements BucketedSums.Sums<LatencyTotals> {
    /**
     * One row for each entry; its times are null unless it completed. Without a decode time nobody knows when the first
     * token came, so neither it nor the prefill before it counts as measured.
     */
    private static final String JUDGED = """
            CASE outcome WHEN 'completed' THEN 1 ELSE 0 END AS completed,
            CASE outcome WHEN 'completed' THEN queue_nanos END AS queue,
            CASE outcome WHEN 'completed' THEN network_nanos END AS network,
            CASE outcome WHEN 'completed' THEN decode_nanos END AS decode,
            CASE WHEN outcome = 'completed' AND decode_nanos IS NOT NULL THEN ttft_nanos END AS first_token,
            CASE WHEN outcome = 'completed' AND decode_nanos IS NOT NULL
                THEN ttft_nanos - queue_nanos - network_nanos END AS prefill,
            CASE WHEN outcome = 'completed' AND decode_nanos IS NOT NULL AND output > 1
                THEN output - 1 END AS further_tokens,
            target_ttft, target_token
            FROM ledger_by_time LEFT JOIN target ON of_model = model AND of_tier = tier_served""";

    private static final String COLUMNS = """
            sum(completed) AS completed, count(*) - sum(completed) AS others,
            coalesce(sum(queue), 0) AS queue_nanos, count(queue) AS queue_count,
            coalesce(sum(network), 0) AS network_nanos, count(network) AS network_count,
            coalesce(sum(prefill), 0) AS prefill_nanos, count(prefill) AS prefill_count,
            coalesce(sum(decode), 0) AS decode_nanos, count(decode) AS decode_count,
            coalesce(sum(CASE WHEN prefill IS NOT NULL THEN queue END), 0) AS split_queue,
            coalesce(sum(CASE WHEN prefill IS NOT NULL THEN network END), 0) AS split_network,
            coalesce(sum(CASE WHEN prefill IS NOT NULL THEN decode END), 0) AS split_decode,
            count(first_token) AS ttft_measured,
            coalesce(max(CASE WHEN place = (measured * 50 + 99) / 100 THEN first_token END), 0) AS p50,
            coalesce(max(CASE WHEN place = (measured * 95 + 99) / 100 THEN first_token END), 0) AS p95,
            coalesce(max(CASE WHEN place = (measured * 99 + 99) / 100 THEN first_token END), 0) AS p99,
            count(CASE WHEN first_token IS NOT NULL THEN target_ttft END) AS ttft_judged,
            count(CASE WHEN first_token <= target_ttft THEN 1 END) AS ttft_met,
            count(further_tokens) AS otps_measured,
            coalesce(sum(further_tokens), 0) AS otps_tokens,
            coalesce(sum(CASE WHEN further_tokens IS NOT NULL THEN decode END), 0) AS otps_nanos,
            count(CASE WHEN further_tokens IS NOT NULL THEN target_token END) AS otps_judged,
            count(CASE WHEN decode <= further_tokens * target_token THEN 1 END) AS otps_met""";

    private final UsageQuery query;
    private final int maxGroups;
    private final List<Goal> goals = new ArrayList<>();

    private record Goal(String model, ServiceTier tier, LatencyTarget target) {}

    /** @param maxGroups on one page at most, over all its buckets */
    LatencySums(UsageQuery query, int maxGroups, LatencyTargets targets) {
        this.query = query;
        this.maxGroups = maxGroups;
        targets.byAlias()
                .forEach((model, tiers) -> tiers.forEach((tier, target) -> goals.add(new Goal(model, tier, target))));
        if (goals.isEmpty()) {
            // SQL knows no empty list of values; this one is that of nobody.
            goals.add(new Goal("", ServiceTier.STANDARD, LatencyTarget.NONE));
        }
    }

    LatencyPage read(Transactions transactions) {
        BucketedSums.Page<LatencyTotals> page = new BucketedSums<>(query, maxGroups, this).read(transactions);
        return new LatencyPage(page.buckets().stream().map(LatencySums::bucket).toList(), page.next());
    }

    private static LatencyPage.Bucket bucket(BucketedSums.Bucket<LatencyTotals> bucket) {
        return new LatencyPage.Bucket(
                bucket.start(),
                bucket.end(),
                bucket.groups().stream()
                        .map(group -> new LatencyPage.Group(group.values(), group.totals()))
                        .toList());
    }

    @Override
    public String statement(String bucket, String dimensions, String where) {
        String values = IntStream.range(0, goals.size())
                .mapToObj(
                        "(CAST(:model%1$d AS text), CAST(:tier%1$d AS text), CAST(:ttft%1$d AS bigint), CAST(:token%1$d AS bigint))"
                                ::formatted)
                .collect(Collectors.joining(", "));
        return "WITH target (of_model, of_tier, target_ttft, target_token) AS (VALUES " + values
                + "), judged AS (SELECT " + bucket + " AS bucket" + dimensions + ", " + JUDGED + " " + where
                + "), ranked AS (SELECT judged.*, row_number() OVER alike AS place, count(first_token) OVER alike AS"
                + " measured FROM judged WINDOW alike AS (PARTITION BY bucket" + dimensions
                + " ORDER BY CASE WHEN first_token IS NULL THEN 1 ELSE 0 END, first_token"
                + " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) SELECT bucket" + dimensions + ", "
                + COLUMNS + " FROM ranked GROUP BY bucket" + dimensions;
    }

    @Override
    public void bind(Query select) {
        for (int i = 0; i < goals.size(); i++) {
            Goal goal = goals.get(i);
            select.bind("model" + i, goal.model()).bind("tier" + i, goal.tier().wireName());
            bind(select, "ttft" + i, goal.target().ttft().map(Duration::toNanos));
            bind(select, "token" + i, goal.target().tokenNanos());
        }
    }

    private static void bind(Query select, String name, Optional<Long> nanos) {
        if (nanos.isPresent()) {
            select.bind(name, nanos.get());
        } else {
            select.bindNull(name, Types.BIGINT);
        }
    }

    @Override
    public LatencyTotals totals(ResultSet row) throws SQLException {
        Measured prefill = measured(row, "prefill");
        return new LatencyTotals(
                row.getLong("completed"),
                row.getLong("others"),
                measured(row, "queue"),
                measured(row, "network"),
                prefill,
                measured(row, "decode"),
                new Split(
                        prefill.count(),
                        row.getLong("split_queue"),
                        row.getLong("split_network"),
                        prefill.nanos(),
                        row.getLong("split_decode")),
                new Ttft(
                        row.getLong("ttft_measured"),
                        row.getLong("p50"),
                        row.getLong("p95"),
                        row.getLong("p99"),
                        attained(row, "ttft")),
                new Otps(
                        row.getLong("otps_measured"),
                        row.getLong("otps_tokens"),
                        row.getLong("otps_nanos"),
                        attained(row, "otps")));
    }

    private static Measured measured(ResultSet row, String what) throws SQLException {
        return new Measured(row.getLong(what + "_nanos"), row.getLong(what + "_count"));
    }

    private static Attained attained(ResultSet row, String what) throws SQLException {
        return new Attained(row.getLong(what + "_judged"), row.getLong(what + "_met"));
    }
}
