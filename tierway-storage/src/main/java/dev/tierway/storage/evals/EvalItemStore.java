package dev.tierway.storage.evals;

import dev.tierway.core.time.Ticker;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Results of items of runs. Thread-safe, also between gateways.
 *
 * <p>A result, the ledger rows of its calls and the counts of its run are written in one transaction. So an item without a
 * result has no ledger rows and is done again under the same request ids; one with a result never is.
 */
public final class EvalItemStore {
    private final Transactions transactions;
    private final LedgerStore ledger;

    public EvalItemStore(Transactions transactions) {
        this.transactions = transactions;
        this.ledger = new LedgerStore(transactions);
    }

    /** What has become of the claim that a result came under. */
    private enum Hold {
        HELD,
        /** The run was deleted: what was used is paid for, and nothing else remains. */
        DELETED,
        /** Another gateway does it again. */
        TAKEN_OVER
    }

    /** A writer of {@link #finish}; whoever asked closes it. */
    public GroupWriter<FinishedItem> writer(GroupWriter.Settings settings, Ticker ticker) {
        return new GroupWriter<>(
                new GroupWriter.Subject<>("eval-results", item -> item.claim().runId() + " item " + item.number()),
                this::finish,
                settings,
                ticker);
    }

    /**
     * Stores results, also of runs that were canceled meanwhile. Left out are those that are there already, and those of
     * claims that others took over.
     *
     * @return how many were stored
     */
    public int finish(List<FinishedItem> items) {
        return ledger.write((handle, appender) -> {
            List<FinishedItem> stored = new ArrayList<>();
            List<LedgerEntry> entries = new ArrayList<>();
            Map<EvalRunClaim, Hold> holds = new HashMap<>();
            // Everybody locks runs in the same order.
            items.stream()
                    .map(FinishedItem::claim)
                    .distinct()
                    .sorted(Comparator.comparing(EvalRunClaim::runId))
                    .forEach(claim -> holds.put(claim, hold(handle, claim)));
            for (FinishedItem item : items) {
                Hold hold = holds.getOrDefault(item.claim(), Hold.TAKEN_OVER);
                if (hold == Hold.HELD && insert(handle, item)) {
                    stored.add(item);
                    entries.addAll(item.entries());
                } else if (hold == Hold.DELETED) {
                    entries.addAll(item.entries());
                }
            }
            RunCounts.of(stored).forEach((run, counts) -> counts.addTo(handle, run));
            if (!entries.isEmpty()) {
                appender.append(entries);
            }
            return stored.size();
        });
    }

    private Hold hold(Handle handle, EvalRunClaim claim) {
        String lock = transactions.dialect() == Dialect.POSTGRESQL ? " FOR UPDATE" : "";
        return handle.createQuery("SELECT node, turn FROM eval_run WHERE id = :id" + lock)
                .bind("id", claim.runId())
                .map((row, _) -> claim.node().equals(row.getString("node")) && claim.turn() == row.getLong("turn")
                        ? Hold.HELD
                        : Hold.TAKEN_OVER)
                .findOne()
                .orElse(Hold.DELETED);
    }

    private static boolean insert(Handle handle, FinishedItem item) {
        return handle.createUpdate("INSERT INTO eval_output_item (run, number, outcome, body)"
                                + " VALUES (:run, :number, :outcome, :body) ON CONFLICT (run, number) DO NOTHING")
                        .bind("run", item.claim().runId())
                        .bind("number", item.number())
                        .bind("outcome", item.outcome().wireName())
                        .bind("body", item.body())
                        .execute()
                == 1;
    }

    /** Numbers of the items that have results. */
    public Set<Long> done(String run) {
        return transactions.read(handle -> handle.createQuery("SELECT number FROM eval_output_item WHERE run = :run")
                .bind("run", run)
                .mapTo(Long.class)
                .set());
    }

    /** In the order of their numbers. */
    public List<StoredItem> list(String run, ItemQuery query) {
        String after =
                query.after().isEmpty() ? "" : query.lastFirst() ? " AND number < :after" : " AND number > :after";
        String only = query.outcome().isEmpty() ? "" : " AND outcome = :outcome";
        return transactions.read(handle -> {
            var select = handle.createQuery("SELECT * FROM eval_output_item WHERE run = :run" + after + only
                            + " ORDER BY number " + (query.lastFirst() ? "DESC" : "ASC") + " LIMIT :limit")
                    .bind("run", run)
                    .bind("limit", query.limit());
            query.after().ifPresent(it -> select.bind("after", it));
            query.outcome().ifPresent(it -> select.bind("outcome", it.wireName()));
            return select.map((row, _) -> row(row)).list();
        });
    }

    public Optional<StoredItem> find(String run, long number) {
        return transactions.read(
                handle -> handle.createQuery("SELECT * FROM eval_output_item WHERE run = :run AND number = :number")
                        .bind("run", run)
                        .bind("number", number)
                        .map((row, _) -> row(row))
                        .findOne());
    }

    private static StoredItem row(ResultSet row) throws SQLException {
        return new StoredItem(
                row.getLong("number"), ItemOutcome.fromWire(row.getString("outcome")), row.getBytes("body"));
    }
}
