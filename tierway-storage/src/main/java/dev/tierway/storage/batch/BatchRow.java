package dev.tierway.storage.batch;

import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.UsageColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How a batch lies in its table. */
final class BatchRow {
    static final String SELECT = "SELECT * FROM batch ";

    private BatchRow() {}

    static void insert(Handle handle, NewBatch batch) {
        handle.createUpdate("""
                        INSERT INTO batch (id, project, key_id, use_case, endpoint, input_file, completion_window, metadata,
                            output_expires_after, share_identical, micro, created_at, expires_at)
                        VALUES (:id, :project, :key, :useCase, :endpoint, :input, :window, :metadata, :outputExpires,
                            :share, :micro, :created, :expires)""")
                .bind("id", batch.id())
                .bind("project", StorableText.of(batch.caller().project()))
                .bind("key", StorableText.of(batch.caller().keyId()))
                .bind("useCase", StorableText.of(batch.caller().useCase()))
                .bind("endpoint", StorableText.of(batch.endpoint()))
                .bind("input", StorableText.of(batch.inputFile()))
                .bind("window", StorableText.of(batch.completionWindow()))
                .bind("metadata", FormText.of(batch.metadata()))
                .bind("outputExpires", batch.outputExpiresAfter().map(Duration::toSeconds))
                .bind("share", batch.shareIdentical() ? 1 : 0)
                .bind("micro", batch.micro() ? 1 : 0)
                .bind("created", Micros.of(batch.createdAt()))
                .bind("expires", Micros.of(batch.expiresAt()))
                .execute();
    }

    static StoredBatch of(ResultSet row) throws SQLException {
        BatchStatus status = BatchStatus.fromWire(row.getString("status"));
        return new StoredBatch(
                asked(row),
                row.getString("model"),
                status,
                times(row, status),
                new StoredBatch.Counts(row.getLong("total"), row.getLong("completed"), row.getLong("failed")),
                new StoredBatch.Use(UsageColumns.of(row), row.getLong("cost_nanos"), row.getLong("unpriced")),
                row.getLong("enqueued_tokens"),
                Optional.ofNullable(row.getString("output_file")),
                Optional.ofNullable(row.getString("error_file")),
                FormText.problems(row.getString("problems")));
    }

    private static NewBatch asked(ResultSet row) throws SQLException {
        return new NewBatch(
                row.getString("id"),
                new LedgerEntry.Caller(row.getString("project"), row.getString("key_id"), row.getString("use_case")),
                row.getString("endpoint"),
                row.getString("input_file"),
                row.getString("completion_window"),
                FormText.map(row.getString("metadata")),
                number(row, "output_expires_after").map(Duration::ofSeconds),
                row.getInt("share_identical") != 0,
                row.getInt("micro") != 0,
                Micros.instant(row.getLong("created_at")),
                Micros.instant(row.getLong("expires_at")));
    }

    private static Map<BatchStatus, Instant> times(ResultSet row, BatchStatus status) throws SQLException {
        Map<BatchStatus, Instant> times = new EnumMap<>(BatchStatus.class);
        times.put(BatchStatus.VALIDATING, Micros.instant(row.getLong("created_at")));
        put(times, BatchStatus.IN_PROGRESS, number(row, "in_progress_at"));
        put(times, BatchStatus.FINALIZING, number(row, "finalizing_at"));
        put(times, BatchStatus.CANCELLING, number(row, "cancelling_at"));
        if (status.ended()) {
            put(times, status, number(row, "ended_at"));
        }
        return times;
    }

    private static void put(Map<BatchStatus, Instant> times, BatchStatus status, Optional<Long> micros) {
        micros.ifPresent(at -> times.put(status, Micros.instant(at)));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
