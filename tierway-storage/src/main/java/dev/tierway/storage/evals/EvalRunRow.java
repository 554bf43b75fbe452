package dev.tierway.storage.evals;

import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** How a run lies in its tables. */
final class EvalRunRow {
    private EvalRunRow() {}

    static void insert(Handle handle, NewEvalRun run) {
        handle.createUpdate("""
                        INSERT INTO eval_run (id, eval, project, key_id, use_case, name, model, metadata, data_source,
                            created_at)
                        VALUES (:id, :eval, :project, :key, :useCase, :name, :model, :metadata, :source, :created)""")
                .bind("id", run.id())
                .bind("eval", run.evalId())
                .bind("project", StorableText.of(run.caller().project()))
                .bind("key", StorableText.of(run.caller().keyId()))
                .bind("useCase", StorableText.of(run.caller().useCase()))
                .bind("name", StorableText.of(run.name()))
                .bind("model", StorableText.of(run.model()))
                .bind("metadata", run.metadata())
                .bind("source", run.dataSource())
                .bind("created", Micros.of(run.createdAt()))
                .execute();
    }

    /** With all that belongs to it. */
    static void delete(Handle handle, String id) {
        for (String table : List.of("eval_output_item", "eval_run_criterion", "eval_run_model")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE run = :id")
                    .bind("id", id)
                    .execute();
        }
        handle.createUpdate("DELETE FROM eval_run WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    static StoredEvalRun of(Handle handle, ResultSet row) throws SQLException {
        NewEvalRun asked = asked(row);
        return new StoredEvalRun(
                asked,
                EvalRunStatus.fromWire(row.getString("status")),
                number(row, "ended_at").map(Micros::instant),
                number(row, "total").map(OptionalLong::of).orElseGet(OptionalLong::empty),
                tally(row),
                criteria(handle, asked.id()),
                models(handle, asked.id()),
                Optional.ofNullable(row.getString("error_code"))
                        .map(code -> new StoredEvalRun.Problem(code, text(row, "error_message"))));
    }

    private static NewEvalRun asked(ResultSet row) throws SQLException {
        return new NewEvalRun(
                row.getString("id"),
                row.getString("eval"),
                new LedgerEntry.Caller(row.getString("project"), row.getString("key_id"), row.getString("use_case")),
                row.getString("name"),
                row.getString("model"),
                row.getString("metadata"),
                row.getString("data_source"),
                Micros.instant(row.getLong("created_at")));
    }

    private static List<StoredEvalRun.Tally> criteria(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM eval_run_criterion WHERE run = :id ORDER BY number")
                .bind("id", id)
                .map((row, _) -> tally(row))
                .list();
    }

    private static List<StoredEvalRun.ModelUse> models(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM eval_run_model WHERE run = :id ORDER BY model")
                .bind("id", id)
                .map((row, _) -> new StoredEvalRun.ModelUse(
                        row.getString("model"),
                        row.getLong("calls"),
                        new Usage(
                                row.getLong("input_uncached"),
                                row.getLong("cache_read"),
                                row.getLong("cache_write_5m"),
                                row.getLong("cache_write_1h"),
                                row.getLong("output"),
                                row.getLong("reasoning")),
                        row.getLong("cost_nanos"),
                        row.getLong("unpriced")))
                .list();
    }

    private static StoredEvalRun.Tally tally(ResultSet row) throws SQLException {
        return new StoredEvalRun.Tally(row.getLong("passed"), row.getLong("failed"), row.getLong("errored"));
    }

    private static String text(ResultSet row, String column) {
        try {
            return row.getString(column);
        } catch (SQLException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
