package dev.tierway.storage.ledger;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import dev.tierway.storage.sql.UsageColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Answers one {@link ReservationDrawQuery} with one statement. */
final class ReservationDraws {
    private static final long MINUTE = BucketWidth.MINUTE.micros();

    private static final String SUMS = """
            count(*) AS requests, sum(input_uncached) AS input_uncached, sum(cache_read) AS cache_read,
            sum(cache_write_5m) AS cache_write_5m, sum(cache_write_1h) AS cache_write_1h, sum(output) AS output,
            sum(reasoning) AS reasoning, coalesce(sum(cost_nanos), 0) AS cost_nanos,
            count(*) - count(cost_nanos) AS unpriced""";

    private final ReservationDrawQuery query;

    ReservationDraws(ReservationDrawQuery query) {
        this.query = query;
    }

    /** In order of time, project and model. */
    List<ReservationDraw> read(Transactions transactions) {
        LedgerStore.Where where = new LedgerStore.Where(LedgerFilter.in(query.range()), transactions.dialect());
        return transactions.read(handle -> where.bindTo(handle.createQuery(statement(where)))
                .bind("reservation", StorableText.of(query.reservation()))
                .bind("reserved", ServiceTier.RESERVED.wireName())
                .map((row, _) -> draw(row))
                .list());
    }

    /**
     * The condition that there is a reservation at all lets SQLite use the index of those; grouped by the column
     * {@code minute}, it would go through all minutes instead.
     */
    String statement(LedgerStore.Where where) {
        return "SELECT ended_at / " + MINUTE + " AS minute_number, " + cut() + " AS cut_number, project, model,"
                + " CASE WHEN tier_served = :reserved THEN 1 ELSE 0 END AS inside, " + step() + " AS prompt_above, "
                + SUMS
                + " FROM ledger_by_time WHERE reservation = :reservation AND reservation <> '' AND "
                + where.inRange()
                + " GROUP BY minute_number, cut_number, project, model, inside, prompt_above"
                + " ORDER BY minute_number, cut_number, project, model";
    }

    /** How many cuts lie before or at the end of a request. */
    private String cut() {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < query.cuts().size(); i++) {
            sql.append(" WHEN ended_at < ")
                    .append(Micros.of(query.cuts().get(i)))
                    .append(" THEN ")
                    .append(i);
        }
        return chosen(sql, query.cuts().size());
    }

    private String step() {
        StringBuilder sql = new StringBuilder();
        for (long step : query.promptSteps().reversed()) {
            sql.append(" WHEN input_uncached + cache_read + cache_write_5m + cache_write_1h > ")
                    .append(step)
                    .append(" THEN ")
                    .append(step);
        }
        return chosen(sql, 0);
    }

    private static String chosen(StringBuilder cases, long otherwise) {
        return cases.isEmpty() ? Long.toString(otherwise) : "CASE" + cases + " ELSE " + otherwise + " END";
    }

    private ReservationDraw draw(ResultSet row) throws SQLException {
        return new ReservationDraw(
                from(row.getLong("minute_number"), row.getInt("cut_number")),
                row.getString("project"),
                row.getString("model"),
                row.getInt("inside") != 0,
                row.getLong("prompt_above"),
                row.getLong("requests"),
                UsageColumns.of(row),
                row.getLong("cost_nanos"),
                row.getLong("unpriced"));
    }

    private Instant from(long minute, int cut) {
        Instant start = Micros.instant(minute * MINUTE);
        if (cut == 0) {
            return start;
        }
        Instant last = query.cuts().get(cut - 1);
        return last.isAfter(start) ? last : start;
    }
}
