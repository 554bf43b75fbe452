package dev.tierway.storage.evals;

import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Runs of evals and who works on them; their results are in {@link EvalItemStore}. Thread-safe, also between gateways.
 *
 * <p>A run that a gateway claimed is its own while its lease runs; {@link #renew} keeps up claims. After that others take the
 * run over, and what the late one still writes is left out.
 */
public final class EvalRunStore {
    /** Characters of a data source that lists have; a longer one is empty in them. */
    public static final int LONGEST_LISTED = 64 << 10;

    private static final String SELECT = "SELECT * FROM eval_run WHERE ";

    /** Rows of many runs at once would not fit into memory. */
    private static final String SELECT_MANY =
            "SELECT id, eval, project, key_id, use_case, name, model, metadata, status,"
                    + " created_at, ended_at, total, passed, failed, errored, error_code, error_message,"
                    + " CASE WHEN length(data_source) > " + EvalRunStore.LONGEST_LISTED
                    + " THEN '' ELSE data_source END AS data_source FROM eval_run WHERE ";

    private static final String OF_EVAL = "project = :project AND eval = :eval";
    private static final String HELD = " WHERE id = :id AND node = :node AND turn = :turn AND ended_at IS NULL";

    private final Transactions transactions;

    public EvalRunStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Stores a run that whoever claims it first works on. */
    public StoredEvalRun create(NewEvalRun run) {
        return transactions.write(handle -> {
            EvalRunRow.insert(handle, run);
            return find(handle, run.caller().project(), run.evalId(), run.id()).orElseThrow();
        });
    }

    /** Empty too when the run is of another project or another eval. */
    public Optional<StoredEvalRun> find(String project, String eval, String id) {
        return transactions.read(handle -> find(handle, project, eval, id));
    }

    /** Runs of an eval, all or only those in one status; see {@link #LONGEST_LISTED}. */
    public List<StoredEvalRun> list(String project, String eval, EvalPage page, Optional<EvalRunStatus> status) {
        String after = page.after().isEmpty()
                ? ""
                : " AND seq " + page.beyond() + " (SELECT seq FROM eval_run WHERE " + OF_EVAL + " AND id = :after)";
        String only = status.isEmpty() ? "" : " AND status = :status";
        return transactions.read(handle -> {
            var query = of(
                            handle.createQuery(SELECT_MANY + OF_EVAL + after + only + " ORDER BY seq "
                                    + page.direction() + " LIMIT :limit"),
                            project,
                            eval)
                    .bind("limit", page.limit());
            page.after().ifPresent(id -> query.bind("after", StorableText.of(id)));
            status.ifPresent(it -> query.bind("status", it.wireName()));
            return query.map((row, _) -> EvalRunRow.of(handle, row)).list();
        });
    }

    /**
     * Has a run end as canceled if it has not ended. What it has stays.
     *
     * @return the run as it is now; empty when there is none
     */
    public Optional<StoredEvalRun> cancel(String project, String eval, String id, Instant at) {
        return transactions.write(handle -> {
            of(
                            handle.createUpdate("UPDATE eval_run SET status = 'canceled', ended_at = :at WHERE id = :id"
                                    + " AND ended_at IS NULL AND " + OF_EVAL),
                            project,
                            eval)
                    .bind("at", Micros.of(at))
                    .bind("id", StorableText.of(id))
                    .execute();
            return find(handle, project, eval, id);
        });
    }

    /** Deletes a run with its items, also while it is worked on; false when there is none. */
    public boolean delete(String project, String eval, String id) {
        return transactions.write(handle -> {
            boolean there = find(handle, project, eval, id).isPresent();
            if (there) {
                EvalRunRow.delete(handle, id);
            }
            return there;
        });
    }

    /** Claims the oldest run that nobody works on. */
    public Optional<Claimed> claim(Lease lease) {
        if (!claimable(lease.now())) {
            return Optional.empty();
        }
        String lock = transactions.dialect() == Dialect.POSTGRESQL ? " FOR UPDATE SKIP LOCKED" : "";
        return transactions.write(handle -> handle.createQuery("UPDATE eval_run SET node = :node, turn = turn + 1,"
                        + " lease_until = :until WHERE id = (SELECT id FROM eval_run WHERE ended_at IS NULL"
                        + " AND (node IS NULL OR lease_until < :now) ORDER BY seq LIMIT 1" + lock + ") RETURNING *")
                .bind("node", lease.node())
                .bind("until", Micros.of(lease.until()))
                .bind("now", Micros.of(lease.now()))
                .map((row, _) -> new Claimed(
                        new EvalRunClaim(row.getString("id"), lease.node(), row.getLong("turn")),
                        EvalRunRow.of(handle, row)))
                .findOne());
    }

    /** A run that is the claimant's now. */
    public record Claimed(EvalRunClaim claim, StoredEvalRun run) {}

    /** Looks before anything is written. */
    private boolean claimable(Instant now) {
        return transactions.read(handle -> handle.createQuery("SELECT 1 FROM eval_run WHERE ended_at IS NULL"
                        + " AND (node IS NULL OR lease_until < :now) LIMIT 1")
                .bind("now", Micros.of(now))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    /**
     * Keeps up a node's claims on {@code runs}.
     *
     * @return those of them that it still has: none that ended, was deleted or taken over
     */
    public Set<String> renew(Lease lease, Set<String> runs) {
        if (runs.isEmpty()) {
            return Set.of();
        }
        return transactions.write(handle -> new HashSet<>(handle.createQuery("UPDATE eval_run SET lease_until = :until"
                        + " WHERE node = :node AND ended_at IS NULL AND id IN (<runs>) RETURNING id")
                .bind("until", Micros.of(lease.until()))
                .bind("node", lease.node())
                .bindList("runs", List.copyOf(runs))
                .mapTo(String.class)
                .list()));
    }

    /** Gives back all claims of a node. */
    public void leave(String node) {
        transactions.write(
                handle -> handle.createUpdate("UPDATE eval_run SET node = NULL WHERE node = :node AND ended_at IS NULL")
                        .bind("node", node)
                        .execute());
    }

    /** Puts a run in progress whose items are counted. May be told again; false when the claim is no longer held. */
    public boolean begun(EvalRunClaim claim, long total) {
        return transactions.write(handle ->
                held(handle.createUpdate("UPDATE eval_run SET status = 'in_progress', total = :total" + HELD), claim)
                                .bind("total", total)
                                .execute()
                        == 1);
    }

    /** Ends a run; false, and nothing is written, when the claim is no longer held or it has ended. */
    public boolean ended(
            EvalRunClaim claim, EvalRunStatus status, Optional<StoredEvalRun.Problem> problem, Instant at) {
        return transactions.write(handle -> held(
                                handle.createUpdate("UPDATE eval_run SET status = :status, ended_at = :at,"
                                        + " error_code = :code, error_message = :message" + HELD),
                                claim)
                        .bind("status", status.wireName())
                        .bind("at", Micros.of(at))
                        .bind("code", problem.map(StoredEvalRun.Problem::code))
                        .bind(
                                "message",
                                problem.map(StoredEvalRun.Problem::message).map(StorableText::of))
                        .execute()
                == 1);
    }

    private static Optional<StoredEvalRun> find(Handle handle, String project, String eval, String id) {
        return of(handle.createQuery(SELECT + OF_EVAL + " AND id = :id"), project, eval)
                .bind("id", StorableText.of(id))
                .map((row, _) -> EvalRunRow.of(handle, row))
                .findOne();
    }

    private static <S extends SqlStatement<S>> S of(S statement, String project, String eval) {
        return statement.bind("project", project).bind("eval", StorableText.of(eval));
    }

    private static <S extends SqlStatement<S>> S held(S statement, EvalRunClaim claim) {
        return statement.bind("id", claim.runId()).bind("node", claim.node()).bind("turn", claim.turn());
    }
}
