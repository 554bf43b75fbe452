package dev.tierway.storage.batch;

import dev.tierway.storage.sql.StorableText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How lines lie in their tables. What was asked and answered is looked up line by line: PostgreSQL joins fresh tables, of which
 * it has no statistics, by going through all of a batch for each line.
 */
final class LineRow {
    /** With results, for whatever condition follows. */
    static final String SELECT_RESULTS = """
            SELECT l.batch, l.number, l.custom_id, l.request_id, l.state, l.status_code, l.error_code, l.error_message,
                (SELECT body FROM batch_line_result WHERE batch = l.batch AND number = l.number) AS body
            FROM batch_line l
            """;

    private static final byte[] NOTHING = {};

    private LineRow() {}

    static void insert(Handle handle, String batchId, List<NewLine> lines) throws SQLException {
        List<NewLine> added = insertLines(handle, batchId, lines);
        try (PreparedStatement insert = handle.getConnection()
                .prepareStatement("INSERT INTO batch_line_body (batch, number, body) VALUES (?, ?, ?)")) {
            for (NewLine line : added) {
                insert.setString(1, batchId);
                insert.setLong(2, line.number());
                insert.setBytes(3, line.body());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<NewLine> insertLines(Handle handle, String batchId, List<NewLine> lines) throws SQLException {
        try (PreparedStatement insert = handle.getConnection()
                .prepareStatement("INSERT INTO batch_line (batch, number, custom_id, request_id, order_key, identity,"
                        + " input_tokens) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING")) {
            for (NewLine line : lines) {
                insert.setString(1, batchId);
                insert.setLong(2, line.number());
                insert.setString(3, StorableText.of(line.customId()));
                insert.setString(4, line.requestId());
                insert.setBytes(5, line.orderKey());
                if (line.identity().length == 0) {
                    insert.setNull(6, Types.BINARY);
                } else {
                    insert.setBytes(6, line.identity());
                }
                insert.setLong(7, line.inputTokens());
                insert.addBatch();
            }
            return changed(lines, insert.executeBatch());
        }
    }

    /** Those of {@code all} whose statement changed a row. */
    static <T> List<T> changed(List<T> all, int[] counts) {
        List<T> changed = new ArrayList<>(all.size());
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
                changed.add(all.get(i));
            }
        }
        return changed;
    }

    /** As it is once it is claimed. */
    static ClaimedLine claimed(ResultSet row, String batchId) throws SQLException {
        byte[] identity = row.getBytes("identity");
        return new ClaimedLine(
                claim(row, batchId),
                row.getString("custom_id"),
                row.getBytes("body"),
                identity == null ? NOTHING : identity,
                row.getLong("input_tokens"));
    }

    static LineClaim claim(ResultSet row, String batchId) throws SQLException {
        return new LineClaim(batchId, row.getLong("number"), row.getString("request_id"), row.getLong("turn") + 1);
    }

    static LineResult result(ResultSet row) throws SQLException {
        return new LineResult(
                row.getLong("number"), row.getString("custom_id"), row.getString("request_id"), outcome(row));
    }

    static StoredLine stored(ResultSet row) throws SQLException {
        LineState state = LineState.fromWire(row.getString("state"));
        return new StoredLine(
                row.getString("batch"),
                row.getLong("number"),
                row.getString("custom_id"),
                row.getString("request_id"),
                state,
                switch (state) {
                    case WAITING, RUNNING -> Optional.empty();
                    case DONE, FAILED -> Optional.of(outcome(row));
                });
    }

    private static LineOutcome outcome(ResultSet row) throws SQLException {
        int statusCode = row.getInt("status_code");
        return row.wasNull()
                ? new LineOutcome.Failed(row.getString("error_code"), row.getString("error_message"))
                : new LineOutcome.Answered(statusCode, row.getBytes("body"));
    }
}
