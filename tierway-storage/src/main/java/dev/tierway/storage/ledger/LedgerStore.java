package dev.tierway.storage.ledger;

import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.time.Ticker;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The append-only record of every request. Thread-safe. */
public final class LedgerStore {
    /** Any number that nothing else in the database locks: "tierway" in ASCII. */
    private static final long APPEND_LOCK = 0x74696572776179L;

    /** Groups on one usage page at most, over all its buckets; about 20 MB. */
    private static final int MAX_GROUPS = 50_000;

    private final Transactions transactions;
    private final CircumstancesIds circumstancesIds = new CircumstancesIds();

    public LedgerStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Stores all entries or none. Those whose request id is there already are left out, so that a group whose fate is
     * unknown can be appended again. Of several with one id in {@code entries} one is stored.
     *
     * @return how many were new
     */
    public int append(List<LedgerEntry> entries) {
        return entries.isEmpty() ? 0 : write((_, appender) -> appender.append(entries));
    }

    /** A writer into the ledger; whoever asked closes it. */
    public GroupWriter<LedgerEntry> writer(GroupWriter.Settings settings, Ticker ticker) {
        return new GroupWriter<>(
                new GroupWriter.Subject<>("ledger", LedgerEntry::requestId), this::append, settings, ticker);
    }

    /** Appends within a transaction. */
    @FunctionalInterface
    public interface Appender {
        /** Does what {@link LedgerStore#append} does. To be called last: other appenders wait until the transaction ends. */
        int append(List<LedgerEntry> entries) throws SQLException;
    }

    /** What is written together with entries. */
    @FunctionalInterface
    public interface AppendingWork<T> {
        T with(Handle handle, Appender appender) throws SQLException;
    }

    /** Runs {@code work} in one transaction, as {@link Transactions#write} does. */
    public <T> T write(AppendingWork<T> work) {
        Map<Circumstances, Long> added = new HashMap<>();
        boolean stored = false;
        try {
            T result = transactions.write(handle -> work.with(handle, entries -> append(handle, entries, added)));
            stored = true;
            circumstancesIds.remember(added);
            return result;
        } finally {
            if (!stored) {
                circumstancesIds.forget();
            }
        }
    }

    private int append(Handle handle, List<LedgerEntry> entries, Map<Circumstances, Long> added) throws SQLException {
        if (transactions.dialect() == Dialect.POSTGRESQL) {
            // Sequence numbers are drawn before a transaction commits; one appender at a time makes them appear in
            // order, so that who follows them misses nothing.
            handle.execute("SELECT pg_advisory_xact_lock(?)", APPEND_LOCK);
        }
        Connection connection = handle.getConnection();
        List<PlacedEntry> group = circumstancesIds.place(entries, connection, added);
        return switch (transactions.dialect()) {
            case POSTGRESQL -> Arrays.stream(insert(connection, group)).sum();
            case SQLITE -> {
                group.sort(LedgerRuns.ORDER);
                int[] counts = insert(connection, group);
                int stored = Arrays.stream(counts).sum();
                LedgerRuns.insert(connection, group, counts, stored);
                yield stored;
            }
        };
    }

    /** For each entry 1, or 0 if it was there already. */
    private static int[] insert(Connection connection, List<PlacedEntry> group) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(LedgerColumns.INSERT)) {
            for (PlacedEntry it : group) {
                LedgerColumns.bind(insert, it);
                insert.addBatch();
            }
            return insert.executeBatch();
        }
    }

    public Optional<LedgerEntry> find(String requestId) {
        return transactions.read(handle -> handle.createQuery(LedgerColumns.SELECT + "WHERE request_id = :id")
                .bind("id", requestId)
                .map((row, _) -> LedgerColumns.row(row).entry())
                .findOne());
    }

    /**
     * The entries stored after the one with {@code sequence}, in the order in which they were stored; 0 for the first.
     * Whoever follows this sees every entry exactly once, whatever clocks did and however many gateways write.
     */
    public List<LedgerRow> appended(long sequence, int limit) {
        return transactions.read(
                handle -> handle.createQuery(LedgerColumns.SELECT + "WHERE seq > :seq ORDER BY seq LIMIT :limit")
                        .bind("seq", sequence)
                        .bind("limit", limit)
                        .map((row, _) -> LedgerColumns.row(row))
                        .list());
    }

    /** Sums over all entries that pass {@code filter}. */
    public UsageTotals total(LedgerFilter filter) {
        Where where = new Where(filter, transactions.dialect());
        return transactions.read(handle -> where.bindTo(
                        handle.createQuery("SELECT " + UsageSums.COLUMNS + " FROM ledger_by_time " + where.sql()))
                .map((row, _) -> UsageSums.of(row))
                .one());
    }

    /** Sums over stretches of time. */
    public UsagePage usage(UsageQuery query) {
        return new UsageSums(query, MAX_GROUPS).read(transactions);
    }

    /**
     * Latency over stretches of time. Entries of the past are judged by {@code targets} too, whatever held then; an
     * entry is judged by the target of the tier that served it.
     */
    public LatencyPage latency(UsageQuery query, LatencyTargets targets) {
        return new LatencySums(query, MAX_GROUPS, targets).read(transactions);
    }

    /** What was drawn from a reservation and what went past it, minute by minute, in order of time. */
    public List<ReservationDraw> draws(ReservationDrawQuery query) {
        return new ReservationDraws(query).read(transactions);
    }

    /** What could have waited, in no order. */
    public List<DeferrableSum> deferrable(DeferrableQuery query) {
        return new DeferrableSums(query, MAX_GROUPS).read(transactions);
    }

    /** The condition that a filter means, for {@code ledger_by_time}. */
    record Where(LedgerFilter filter, Dialect dialect) {
        String sql() {
            StringBuilder sql = new StringBuilder("WHERE " + inRange());
            filter.values().forEach((dimension, accepted) -> {
                if (accepted.isEmpty()) {
                    sql.append(" AND 1 = 0");
                } else {
                    sql.append(" AND ")
                            .append(dimension.column())
                            .append(" IN (<")
                            .append(dimension.column())
                            .append(">)");
                }
            });
            return sql.toString();
        }

        /** That an entry is in the filter's range. */
        String inRange() {
            String exactly = "ended_at >= :from AND ended_at < :to";
            return switch (dialect) {
                case SQLITE -> "minute BETWEEN :from_minute AND :to_minute AND " + exactly;
                // Needs no minutes to find entries, and told of both it expects a fraction of those that there are.
                case POSTGRESQL -> exactly;
            };
        }

        Query bindTo(Query query) {
            long from = Micros.of(filter.range().from());
            long to = Micros.of(filter.range().to());
            query.bind("from", from).bind("to", to);
            if (dialect == Dialect.SQLITE) {
                query.bind("from_minute", from / BucketWidth.MINUTE.micros())
                        .bind("to_minute", (to - 1) / BucketWidth.MINUTE.micros());
            }
            filter.values().forEach((dimension, accepted) -> {
                if (!accepted.isEmpty()) {
                    query.bindList(dimension.column(), List.copyOf(accepted));
                }
            });
            return query;
        }
    }
}
