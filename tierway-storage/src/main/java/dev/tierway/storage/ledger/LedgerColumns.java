package dev.tierway.storage.ledger;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.UsageColumns;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** How an entry lies in the ledger's table. */
final class LedgerColumns {
    private static final String NAMES = """
            request_id, ended_at, project, key_id, use_case, model, deployment, tier_requested, tier_served, reason,
            outcome, input_uncached, cache_read, cache_write_5m, cache_write_1h, output, reasoning, tokens_held,
            tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos, price_version,
            unpriced_reason, reservation, config_hash""";

    static final String INSERT = "INSERT INTO ledger_entry (request_id, ended_at, circumstances, input_uncached,"
            + " cache_read, cache_write_5m, cache_write_1h, output, reasoning, tokens_held, tokens_settled, queue_nanos,"
            + " ttft_nanos, decode_nanos, network_nanos, cost_nanos) VALUES (" + "?, ".repeat(15)
            + "?) ON CONFLICT (request_id) DO NOTHING";

    static final String SELECT = "SELECT seq, " + NAMES + " FROM ledger ";

    private LedgerColumns() {}

    static void bind(PreparedStatement insert, PlacedEntry placed) throws SQLException {
        LedgerEntry entry = placed.entry();
        Binder to = new Binder(insert);
        to.text(entry.requestId());
        to.number(placed.endedAt());
        to.number(placed.circumstances());
        to.usage(entry.usage());
        to.number(entry.hold().tokensHeld());
        to.number(entry.hold().tokensSettled());
        to.measured(entry.timing().queueNanos());
        to.measured(entry.timing().ttftNanos());
        to.measured(entry.timing().decodeNanos());
        to.measured(entry.timing().networkNanos());
        switch (entry.cost()) {
            case LedgerEntry.Cost.Priced priced -> to.number(priced.nanos());
            case LedgerEntry.Cost.Unpriced _ -> to.nothing();
        }
    }

    static LedgerRow row(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getLong("seq"),
                new LedgerEntry(
                        row.getString("request_id"),
                        Micros.instant(row.getLong("ended_at")),
                        new LedgerEntry.Caller(
                                row.getString("project"), row.getString("key_id"), row.getString("use_case")),
                        row.getString("model"),
                        row.getString("deployment"),
                        tier(row.getString("tier_requested")),
                        tier(row.getString("tier_served")),
                        row.getString("reason"),
                        row.getString("outcome"),
                        UsageColumns.of(row),
                        new LedgerEntry.Hold(row.getLong("tokens_held"), row.getLong("tokens_settled")),
                        new LedgerEntry.Timing(
                                measured(row, "queue_nanos"),
                                measured(row, "ttft_nanos"),
                                measured(row, "decode_nanos"),
                                measured(row, "network_nanos")),
                        cost(row),
                        row.getString("reservation"),
                        row.getString("config_hash")));
    }

    private static LedgerEntry.Cost cost(ResultSet row) throws SQLException {
        long nanos = row.getLong("cost_nanos");
        return row.wasNull()
                ? new LedgerEntry.Cost.Unpriced(row.getString("unpriced_reason"))
                : new LedgerEntry.Cost.Priced(nanos, row.getString("price_version"));
    }

    private static long measured(ResultSet row, String column) throws SQLException {
        long nanos = row.getLong(column);
        return row.wasNull() ? LedgerEntry.Timing.UNKNOWN : nanos;
    }

    private static @Nullable ServiceTier tier(String wireName) {
        return ServiceTier.fromWire(wireName).orElse(null);
    }

    /** Fills the parameters of a statement from the first to the last. */
    private static final class Binder {
        private final PreparedStatement statement;
        private int last;

        Binder(PreparedStatement statement) {
            this.statement = statement;
        }

        void text(String value) throws SQLException {
            statement.setString(++last, StorableText.of(value));
        }

        void number(long value) throws SQLException {
            statement.setLong(++last, value);
        }

        void nothing() throws SQLException {
            statement.setNull(++last, Types.BIGINT);
        }

        void measured(long nanos) throws SQLException {
            if (nanos < 0) {
                nothing();
            } else {
                number(nanos);
            }
        }

        void usage(Usage usage) throws SQLException {
            number(usage.inputUncached());
            number(usage.cacheRead());
            number(usage.cacheWrite5m());
            number(usage.cacheWrite1h());
            number(usage.output());
            number(usage.reasoning());
        }
    }
}
