package dev.tierway.storage.batch;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.SqlWork;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Batches and who works on them; their lines are in {@link BatchLineStore}. Thread-safe, also between gateways.
 *
 * <p>What a gateway claims is its own while its lease runs. One {@link #renew} keeps up all its claims; once its lease has run
 * out, others take them over, and what it still writes by them is left out.
 */
public final class BatchStore {
    private static final System.Logger LOG = System.getLogger(BatchStore.class.getName());

    /** Any number that nothing else in the database locks: "batches" in ASCII. */
    private static final long POOL_LOCK = 0x62617463686573L;

    static final String HELD = " WHERE id = :id AND node = :node AND turn = :turn AND ended_at IS NULL";

    private final Transactions transactions;
    private final NodeLeases nodes;
    private final BatchLineStore lines;

    public BatchStore(Transactions transactions) {
        this.transactions = transactions;
        this.nodes = new NodeLeases(transactions.dialect());
        this.lines = new BatchLineStore(transactions);
    }

    /** Stores a batch that whoever claims it first reads in. */
    public StoredBatch create(NewBatch batch) {
        return transactions.write(handle -> {
            BatchRow.insert(handle, batch);
            return find(handle, batch.id()).orElseThrow();
        });
    }

    /** Stores a batch that its creator fills: nobody else reads it in while the lease runs. */
    public BatchClaim createClaimed(NewBatch batch, Lease lease) {
        return transactions.write(handle -> {
            nodes.hold(handle, lease);
            BatchRow.insert(handle, batch);
            return claim(handle, batch.id(), lease).orElseThrow();
        });
    }

    public Optional<StoredBatch> find(String id) {
        return transactions.read(handle -> find(handle, id));
    }

    /** Empty too when the batch is another project's. */
    public Optional<StoredBatch> find(String project, String id) {
        return find(id).filter(it -> it.asked().caller().project().equals(project));
    }

    /**
     * A project's batches, the newest first.
     *
     * @param after id of the batch before the first one wanted; there is none after an unknown one
     */
    public List<StoredBatch> list(String project, Optional<String> after, int limit) {
        String from =
                after.isEmpty() ? "" : " AND seq < (SELECT seq FROM batch WHERE project = :project AND id = :after)";
        return transactions.read(handle -> {
            var query = handle.createQuery(
                            BatchRow.SELECT + "WHERE project = :project" + from + " ORDER BY seq DESC LIMIT :limit")
                    .bind("project", project)
                    .bind("limit", limit);
            after.ifPresent(id -> query.bind("after", id));
            return query.map((row, _) -> BatchRow.of(row)).list();
        });
    }

    /** All batches that have not ended, the oldest first. */
    public List<StoredBatch> unfinished() {
        return transactions.read(handle -> handle.createQuery(BatchRow.SELECT + "WHERE ended_at IS NULL ORDER BY seq")
                .map((row, _) -> BatchRow.of(row))
                .list());
    }

    /** Estimated input tokens of the unfinished batches in the pool. */
    public long enqueuedTokens(TokenPool pool) {
        return transactions.read(handle -> enqueued(handle, pool));
    }

    /**
     * Has a batch cancelled if it is validating or in progress; nothing happens otherwise, or the second time.
     *
     * @return the batch as it is now; empty when the project has no such batch
     */
    public Optional<StoredBatch> cancel(String project, String id, Instant at) {
        return transactions.write(handle -> {
            handle.createUpdate("UPDATE batch SET status = 'cancelling', cancelling_at = :at WHERE id = :id"
                            + " AND project = :project AND status IN ('validating', 'in_progress')")
                    .bind("at", Micros.of(at))
                    .bind("id", id)
                    .bind("project", project)
                    .execute();
            return find(handle, id).filter(it -> it.asked().caller().project().equals(project));
        });
    }

    /** Claims an unfinished batch, to read it in or to end it; empty when it is claimed already, by anybody. */
    public Optional<BatchClaim> claim(String id, Lease lease) {
        return claimable(id, lease.now())
                ? transactions.write(handle -> {
                    nodes.hold(handle, lease);
                    nodes.reap(handle, lease.now());
                    return claim(handle, id, lease);
                })
                : Optional.empty();
    }

    /** Gives a claim back; nothing happens when it is no longer held. */
    public void release(BatchClaim claim) {
        transactions.write(handle -> held(handle.createUpdate("UPDATE batch SET node = NULL" + HELD), claim)
                .execute());
    }

    /**
     * Keeps up all claims of a node, on batches and on lines.
     *
     * @return false when it has none, or others took them over
     */
    public boolean renew(Lease lease) {
        return transactions.write(handle -> nodes.renew(handle, lease));
    }

    /**
     * Gives back all claims of a node.
     *
     * @return lines that go on waiting
     */
    public int leave(String node) {
        return transactions.write(handle -> nodes.giveBack(handle, node));
    }

    /**
     * Puts a batch whose lines are all added in progress, and gives the claim back.
     *
     * @param model alias that all lines name
     * @param pools that the batch must fit into beside others
     */
    public BatchStart started(BatchClaim claim, String model, Instant at, List<TokenPool> pools) {
        return transactions.write(handle -> {
            if (!pools.isEmpty() && transactions.dialect() == Dialect.POSTGRESQL) {
                // One at a time: two that fit each by itself may not fit together.
                handle.execute("SELECT pg_advisory_xact_lock(?)", POOL_LOCK);
            }
            BatchStart.Begun sums = sums(handle, claim.batchId());
            for (TokenPool pool : pools) {
                long enqueued = enqueued(handle, pool);
                if (sums.tokens() > pool.most() - enqueued) {
                    return new BatchStart.Full(pool, enqueued, sums.tokens());
                }
            }
            int begun = held(
                            handle.createUpdate("UPDATE batch SET status = 'in_progress', model = :model,"
                                    + " in_progress_at = :at, total = :lines, enqueued_tokens = :tokens, node = NULL"
                                    + HELD + " AND status = 'validating'"),
                            claim)
                    .bind("model", StorableText.of(model))
                    .bind("at", Micros.of(at))
                    .bind("lines", sums.lines())
                    .bind("tokens", sums.tokens())
                    .execute();
            return begun == 1 ? sums : new BatchStart.Lost();
        });
    }

    /**
     * Ends a batch whose input cannot be run.
     *
     * @return false, and nothing is written, when the claim is no longer held or the batch was cancelled
     */
    public boolean failed(BatchClaim claim, List<BatchProblem> problems, Instant at, Alongside alongside) {
        return end(
                handle -> held(
                                handle.createUpdate("UPDATE batch SET status = 'failed', ended_at = :at,"
                                        + " problems = :problems, node = NULL" + HELD + " AND status = 'validating'"),
                                claim)
                        .bind("at", Micros.of(at))
                        .bind("problems", FormText.of(problems))
                        .execute(),
                alongside);
    }

    /**
     * Tells that all lines of a batch in progress have results, and that its files are being written. May be told again.
     *
     * @return false, and nothing changes, when some line has none, the claim is no longer held, or the batch was cancelled
     */
    public boolean finalizing(BatchClaim claim, Instant at) {
        return transactions.write(handle -> held(
                                handle.createUpdate(
                                        "UPDATE batch SET status = 'finalizing',"
                                                + " finalizing_at = coalesce(finalizing_at, :at)" + HELD
                                                + " AND status IN ('in_progress', 'finalizing') AND completed + failed = total"),
                                claim)
                        .bind("at", Micros.of(at))
                        .execute()
                == 1);
    }

    /**
     * Ends a batch whose lines all have results, and forgets its lines; those of a micro-batch are kept until
     * {@link BatchLineStore#forget}. A cancelled batch may have been cancelled before it was in progress.
     *
     * @return false, and nothing is written, when some line has no result, the claim is no longer held, or the batch is
     *     not in a status that ends so
     */
    public boolean ended(BatchClaim claim, BatchEnd end, Alongside alongside) {
        String from = end.status() == BatchStatus.CANCELLED ? "('cancelling')" : "('in_progress', 'finalizing')";
        return end(
                handle -> held(
                                handle.createUpdate("UPDATE batch SET status = :status, ended_at = :at,"
                                        + " output_file = :output, error_file = :error, node = NULL" + HELD
                                        + " AND status IN " + from + " AND completed + failed = total"),
                                claim)
                        .bind("status", end.status().wireName())
                        .bind("at", Micros.of(end.at()))
                        .bind("output", end.outputFile())
                        .bind("error", end.errorFile())
                        .execute(),
                alongside);
    }

    private boolean end(SqlWork<Integer> update, Alongside alongside) {
        boolean ended = transactions.write(handle -> {
            boolean changed = update.with(handle) == 1;
            if (changed) {
                alongside.write(handle);
            }
            return changed;
        });
        if (ended) {
            forgetLines();
        }
        return ended;
    }

    /** Nobody sees lines of ended batches any more; those that are left now are removed when the next batch ends. */
    private void forgetLines() {
        try {
            lines.forget(Instant.EPOCH);
        } catch (FailureException later) {
            LOG.log(
                    Level.WARNING,
                    "lines of ended batches are left for later: {0}",
                    later.failure().message());
        }
    }

    private static Optional<StoredBatch> find(Handle handle, String id) {
        return handle.createQuery(BatchRow.SELECT + "WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> BatchRow.of(row))
                .findOne();
    }

    /** Looks before anything is written, as most claims of gateways that share batches fail. */
    private boolean claimable(String id, Instant now) {
        return transactions.read(handle -> handle.createQuery("""
                        SELECT 1 FROM batch LEFT JOIN batch_node USING (node)
                        WHERE id = :id AND ended_at IS NULL AND (node IS NULL OR lease_until < :now)""")
                .bind("id", id)
                .bind("now", Micros.of(now))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    private static Optional<BatchClaim> claim(Handle handle, String id, Lease lease) {
        return handle.createQuery("UPDATE batch SET node = :node, turn = turn + 1"
                        + " WHERE id = :id AND node IS NULL AND ended_at IS NULL RETURNING turn")
                .bind("node", lease.node())
                .bind("id", id)
                .mapTo(Long.class)
                .findOne()
                .map(turn -> new BatchClaim(id, lease.node(), turn));
    }

    static <S extends SqlStatement<S>> S held(S statement, BatchClaim claim) {
        return statement.bind("id", claim.batchId()).bind("node", claim.node()).bind("turn", claim.turn());
    }

    private static BatchStart.Begun sums(Handle handle, String id) {
        return handle.createQuery("SELECT count(*) AS lines, coalesce(sum(input_tokens), 0) AS tokens FROM batch_line"
                        + " WHERE batch = :id")
                .bind("id", id)
                .map((row, _) -> new BatchStart.Begun(row.getLong("lines"), row.getLong("tokens")))
                .one();
    }

    private static long enqueued(Handle handle, TokenPool pool) {
        StringBuilder sql =
                new StringBuilder("SELECT coalesce(sum(enqueued_tokens), 0) FROM batch WHERE ended_at IS NULL");
        pool.project().ifPresent(_ -> sql.append(" AND project = :project"));
        pool.key().ifPresent(_ -> sql.append(" AND key_id = :key"));
        pool.useCase().ifPresent(_ -> sql.append(" AND use_case = :useCase"));
        pool.model().ifPresent(_ -> sql.append(" AND model = :model"));
        var query = handle.createQuery(sql.toString());
        pool.project().ifPresent(project -> query.bind("project", project));
        pool.key().ifPresent(key -> query.bind("key", key));
        pool.useCase().ifPresent(useCase -> query.bind("useCase", useCase));
        pool.model().ifPresent(model -> query.bind("model", model));
        return query.mapTo(Long.class).one();
    }
}
