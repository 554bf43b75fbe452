package dev.tierway.storage.batch;

import dev.tierway.core.time.Ticker;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.SqlWork;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * The lines of unfinished batches: what each is asked, who runs it, and what came of it. Thread-safe, also between gateways.
 *
 * <p>A line's result, its ledger row and the counts of its batch are written in one transaction. So a line without a result
 * has no ledger row and is run again, under the same request id; one with a result never is.
 */
public final class BatchLineStore {
    /** Lines whose bodies are read at once. */
    private static final int RESULT_PAGE = 32;

    /** Lines that are removed at once. */
    private static final int GROUP = 1_000;

    private static final Comparator<LineClaim> IN_ORDER =
            Comparator.comparing(LineClaim::batchId).thenComparingLong(LineClaim::number);

    private final Transactions transactions;
    private final LedgerStore ledger;
    private final NodeLeases nodes;

    public BatchLineStore(Transactions transactions) {
        this.transactions = transactions;
        this.ledger = new LedgerStore(transactions);
        this.nodes = new NodeLeases(transactions.dialect());
    }

    /**
     * Adds lines to a batch that is being read in. Those whose request id is there already are left out, so that a group whose
     * fate is unknown can be added again.
     *
     * @return false, and nothing is stored, when the claim is no longer held or the batch was cancelled
     */
    public boolean add(BatchClaim claim, List<NewLine> lines) {
        return transactions.write(handle -> {
            boolean held = validating(handle, claim);
            if (held) {
                LineRow.insert(handle, claim.batchId(), lines);
            }
            return held;
        });
    }

    /**
     * Removes all lines of a batch that is being read in, so that it can be read from its beginning.
     *
     * @return false when the claim is no longer held or the batch was cancelled
     */
    public boolean drop(BatchClaim claim) {
        Optional<Integer> dropped = Optional.of(GROUP);
        while (dropped.isPresent() && dropped.get() == GROUP) {
            dropped = transactions.write(handle ->
                    validating(handle, claim) ? Optional.of(deleteGroup(handle, claim.batchId())) : Optional.empty());
        }
        return dropped.isPresent();
    }

    /** Claims waiting lines of a batch in progress, whose window has not ended, in order of their key and number. */
    public List<ClaimedLine> claim(String batchId, int limit, Lease lease) {
        return claiming(batchId, lease, handle -> {
            List<ClaimedLine> lines = handle.createQuery("""
                            SELECT l.number, l.request_id, l.custom_id, l.identity, l.input_tokens, l.turn,
                                (SELECT body FROM batch_line_body WHERE batch = l.batch AND number = l.number) AS body
                            FROM batch_line l
                            WHERE l.batch = :batch AND l.state = 'waiting'
                            ORDER BY l.order_key, l.number LIMIT :limit""" + nodes.skippingLocked("l"))
                    .bind("batch", batchId)
                    .bind("limit", limit)
                    .map((row, _) -> LineRow.claimed(row, batchId))
                    .list();
            run(handle, lines.stream().map(ClaimedLine::claim).toList(), lease.node());
            return lines;
        });
    }

    /** Claims waiting lines of the same batch that are identical to a claimed one, in order of their number. */
    public List<LineClaim> claimIdentical(ClaimedLine line, int limit, Lease lease) {
        if (line.identity().length == 0) {
            return List.of();
        }
        String batchId = line.claim().batchId();
        return claiming(batchId, lease, handle -> {
            List<LineClaim> claims = handle.createQuery("""
                            SELECT l.number, l.request_id, l.turn FROM batch_line l
                            WHERE l.batch = :batch AND l.state = 'waiting' AND l.identity = :identity
                            ORDER BY l.number LIMIT :limit""" + nodes.skippingLocked("l"))
                    .bind("batch", batchId)
                    .bind("identity", line.identity())
                    .bind("limit", limit)
                    .map((row, _) -> LineRow.claim(row, batchId))
                    .list();
            run(handle, claims, lease.node());
            return claims;
        });
    }

    private <T> List<T> claiming(String batchId, Lease lease, SqlWork<List<T>> claim) {
        return claimable(batchId, lease.now())
                ? transactions.write(handle -> {
                    nodes.hold(handle, lease);
                    nodes.reap(handle, lease.now());
                    return claim.with(handle);
                })
                : List.of();
    }

    /**
     * Gives back lines that were not run. Claims that are no longer held are left out.
     *
     * @return how many wait again
     */
    public int release(List<LineClaim> claims) {
        List<LineClaim> sorted = claims.stream().sorted(IN_ORDER).toList();
        return transactions.write(handle -> {
            try (PreparedStatement update = handle.getConnection()
                    .prepareStatement("UPDATE batch_line SET state = 'waiting', node = NULL"
                            + " WHERE batch = ? AND number = ? AND turn = ? AND state = 'running'")) {
                for (LineClaim claim : sorted) {
                    update.setString(1, claim.batchId());
                    update.setLong(2, claim.number());
                    update.setLong(3, claim.turn());
                    update.addBatch();
                }
                return LineRow.changed(sorted, update.executeBatch()).size();
            }
        });
    }

    /**
     * Stores what came of lines, what they used, and their ledger rows: all or none. Lines whose claim is no longer held are
     * left out, with their rows, so that a group whose fate is unknown can be told again.
     *
     * @return how many were stored
     */
    public int finish(List<FinishedLine> lines) {
        return ledger.write((handle, appender) -> {
            List<FinishedLine> finished = new FinishedLines(handle).write(lines);
            if (!finished.isEmpty()) {
                appender.append(finished.stream().map(FinishedLine::entry).toList());
            }
            return finished.size();
        });
    }

    /** A writer of {@link #finish}; whoever asked closes it. */
    public GroupWriter<FinishedLine> writer(GroupWriter.Settings settings, Ticker ticker) {
        return new GroupWriter<>(
                new GroupWriter.Subject<>("batch-results", line -> line.claim().requestId()),
                this::finish,
                settings,
                ticker);
    }

    /**
     * Gives every line of a batch in progress or being cancelled that nobody runs the same failure. They used nothing, and
     * have no ledger rows.
     *
     * @return how many
     */
    public int failWaiting(String batchId, LineOutcome.Failed failure, Instant now) {
        return transactions.write(handle -> {
            nodes.reap(handle, now);
            // Locked first, so that two who do this at once do not wait for each other's lines.
            boolean runs = handle.createQuery("SELECT 1 FROM batch WHERE id = :id"
                            + " AND in_progress_at IS NOT NULL AND ended_at IS NULL" + nodes.locking())
                    .bind("id", batchId)
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            return runs ? failWaiting(handle, batchId, failure) : 0;
        });
    }

    private static int failWaiting(Handle handle, String batchId, LineOutcome.Failed failure) {
        int failed = handle.createUpdate("UPDATE batch_line SET state = 'failed', error_code = :code,"
                        + " error_message = :message WHERE batch = :batch AND state = 'waiting'")
                .bind("code", StorableText.of(failure.code()))
                .bind("message", StorableText.of(failure.message()))
                .bind("batch", batchId)
                .execute();
        handle.createUpdate("UPDATE batch SET failed = failed + :failed WHERE id = :id")
                .bind("failed", failed)
                .bind("id", batchId)
                .execute();
        return failed;
    }

    /** Empty too when the line is another project's, or its batch has ended and is no micro-batch. */
    public Optional<StoredLine> find(String project, String requestId) {
        return transactions.read(handle -> handle.createQuery(LineRow.SELECT_RESULTS
                        + "JOIN batch b ON b.id = l.batch WHERE l.request_id = :id AND b.project = :project"
                        + " AND (b.ended_at IS NULL OR b.micro = 1)")
                .bind("id", requestId)
                .bind("project", project)
                .map((row, _) -> LineRow.stored(row))
                .findOne());
    }

    /** Hands over all results of a kind, {@code DONE} or {@code FAILED}, in order of number, a few at a time. */
    public void forEachResult(String batchId, LineState state, Consumer<LineResult> consumer) {
        List<LineResult> page = results(batchId, state, Long.MIN_VALUE);
        while (!page.isEmpty()) {
            page.forEach(consumer);
            page = results(batchId, state, page.getLast().number());
        }
    }

    private List<LineResult> results(String batchId, LineState state, long after) {
        return transactions.read(handle -> handle.createQuery(LineRow.SELECT_RESULTS
                        + "WHERE l.batch = :batch AND l.number > :after AND l.state = :state"
                        + " ORDER BY l.number LIMIT :limit")
                .bind("batch", batchId)
                .bind("after", after)
                .bind("state", state.wireName())
                .bind("limit", RESULT_PAGE)
                .map((row, _) -> LineRow.result(row))
                .list());
    }

    /**
     * Removes the lines of ended batches, of micro-batches only if they ended before {@code microEnd}. The end of any batch
     * does this for those that are none.
     *
     * @return how many batches
     */
    public int forget(Instant microEnd) {
        List<String> old = transactions.read(
                handle -> handle.createQuery("SELECT id FROM batch WHERE ended_at IS NOT NULL AND forgotten = 0"
                                + " AND (micro = 0 OR ended_at < :end)")
                        .bind("end", Micros.of(microEnd))
                        .mapTo(String.class)
                        .list());
        old.forEach(this::forget);
        return old.size();
    }

    /** In groups, so that nobody waits for long to write something else. */
    private void forget(String batchId) {
        int deleted = GROUP;
        while (deleted == GROUP) {
            deleted = transactions.write(handle -> deleteGroup(handle, batchId));
        }
        transactions.write(handle -> handle.createUpdate("UPDATE batch SET forgotten = 1 WHERE id = :id")
                .bind("id", batchId)
                .execute());
    }

    private static int deleteGroup(Handle handle, String batchId) {
        int deleted = 0;
        // The last table is the one that says which lines there are.
        for (String table : List.of("batch_line_body", "batch_line_result", "batch_line")) {
            deleted = handle.createUpdate("DELETE FROM " + table + " WHERE batch = :batch AND number IN"
                            + " (SELECT number FROM batch_line WHERE batch = :batch ORDER BY number LIMIT :limit)")
                    .bind("batch", batchId)
                    .bind("limit", GROUP)
                    .execute();
        }
        return deleted;
    }

    private boolean validating(Handle handle, BatchClaim claim) {
        return BatchStore.held(
                        handle.createQuery("SELECT 1 FROM batch" + BatchStore.HELD + " AND status = 'validating'"
                                + nodes.locking()),
                        claim)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Looks before anything is written. */
    private boolean claimable(String batchId, Instant now) {
        return transactions.read(handle -> handle.createQuery("""
                        SELECT 1 FROM batch WHERE id = :id AND status = 'in_progress' AND expires_at > :now
                            AND (EXISTS (SELECT 1 FROM batch_line WHERE batch = :id AND state = 'waiting')
                                OR EXISTS (SELECT 1 FROM batch_node WHERE lease_until < :now))""")
                .bind("id", batchId)
                .bind("now", Micros.of(now))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    private static void run(Handle handle, List<LineClaim> claims, String node) throws SQLException {
        try (PreparedStatement update = handle.getConnection()
                .prepareStatement("UPDATE batch_line SET state = 'running', node = ?, turn = ?"
                        + " WHERE batch = ? AND number = ?")) {
            for (LineClaim claim : claims) {
                update.setString(1, node);
                update.setLong(2, claim.turn());
                update.setString(3, claim.batchId());
                update.setLong(4, claim.number());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
