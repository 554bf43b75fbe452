package dev.tierway.storage.evals;

import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Evals of projects; their runs are in {@link EvalRunStore}. Thread-safe, also between gateways. */
public final class EvalStore {
    private final Transactions transactions;

    public EvalStore(Transactions transactions) {
        this.transactions = transactions;
    }

    public void create(StoredEval eval) {
        transactions.write(handle -> handle.createUpdate("""
                        INSERT INTO eval (id, project, name, metadata, data_source, criteria, created_at)
                        VALUES (:id, :project, :name, :metadata, :source, :criteria, :created)""")
                .bind("id", eval.id())
                .bind("project", StorableText.of(eval.project()))
                .bind("name", StorableText.of(eval.name()))
                .bind("metadata", eval.metadata())
                .bind("source", eval.dataSource())
                .bind("criteria", eval.criteria())
                .bind("created", Micros.of(eval.createdAt()))
                .execute());
    }

    /** Empty too when the eval is another project's. */
    public Optional<StoredEval> find(String project, String id) {
        return transactions.read(handle -> find(handle, project, id));
    }

    public List<StoredEval> list(String project, EvalPage page) {
        String after = page.after().isEmpty()
                ? ""
                : " AND seq " + page.beyond() + " (SELECT seq FROM eval WHERE project = :project AND id = :after)";
        return transactions.read(handle -> {
            var query = handle.createQuery("SELECT * FROM eval WHERE project = :project" + after + " ORDER BY seq "
                            + page.direction() + " LIMIT :limit")
                    .bind("project", project)
                    .bind("limit", page.limit());
            page.after().ifPresent(id -> query.bind("after", StorableText.of(id)));
            return query.map((row, _) -> row(row)).list();
        });
    }

    /** Changes what is given, and gives the eval as it is then; empty when the project has no such eval. */
    public Optional<StoredEval> update(String project, String id, Optional<String> name, Optional<String> metadata) {
        return transactions.write(handle -> {
            handle.createUpdate("UPDATE eval SET name = coalesce(:name, name), metadata = coalesce(:metadata, metadata)"
                            + " WHERE project = :project AND id = :id")
                    .bind("name", name.map(StorableText::of))
                    .bind("metadata", metadata)
                    .bind("project", project)
                    .bind("id", StorableText.of(id))
                    .execute();
            return find(handle, project, id);
        });
    }

    /** Deletes an eval with its runs and their items; false when the project has no such eval. */
    public boolean delete(String project, String id) {
        return transactions.write(handle -> {
            if (find(handle, project, id).isEmpty()) {
                return false;
            }
            handle.createQuery("SELECT id FROM eval_run WHERE eval = :id")
                    .bind("id", id)
                    .mapTo(String.class)
                    .list()
                    .forEach(run -> EvalRunRow.delete(handle, run));
            handle.createUpdate("DELETE FROM eval WHERE id = :id")
                    .bind("id", id)
                    .execute();
            return true;
        });
    }

    private static Optional<StoredEval> find(Handle handle, String project, String id) {
        return handle.createQuery("SELECT * FROM eval WHERE id = :id AND project = :project")
                .bind("id", StorableText.of(id))
                .bind("project", project)
                .map((row, _) -> row(row))
                .findOne();
    }

    private static StoredEval row(ResultSet row) throws SQLException {
        return new StoredEval(
                row.getString("id"),
                row.getString("project"),
                row.getString("name"),
                row.getString("metadata"),
                row.getString("data_source"),
                row.getString("criteria"),
                Micros.instant(row.getLong("created_at")));
    }
}
