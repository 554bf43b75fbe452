package dev.tierway.storage.audit;

import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The append-only record of what administrators changed. Thread-safe. */
public final class AuditStore {
    private static final String COLUMNS = "seq, at, actor, action, object_kind, object_name, state_before, state_after";

    private final Transactions transactions;

    public AuditStore(Transactions transactions) {
        this.transactions = transactions;
    }

    public void append(AuditEntry entry) {
        transactions.write(handle -> handle.createUpdate("""
                                INSERT INTO audit (at, actor, action, object_kind, object_name, state_before, state_after)
                                VALUES (:at, :actor, :action, :kind, :name, :before, :after)""")
                .bind("at", Micros.of(entry.at()))
                .bind("actor", StorableText.of(entry.actor()))
                .bind("action", entry.action())
                .bind("kind", entry.objectKind())
                .bind("name", StorableText.of(entry.objectName()))
                .bind("before", entry.before().map(StorableText::of))
                .bind("after", entry.after().map(StorableText::of))
                .execute());
    }

    /** The newest entries first. */
    public List<AuditRow> newest(int limit) {
        return before(Long.MAX_VALUE, limit);
    }

    /** The entries stored before the one with {@code sequence}, newest first. */
    public List<AuditRow> before(long sequence, int limit) {
        return transactions.read(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM audit WHERE seq < :seq ORDER BY seq DESC LIMIT :limit")
                .bind("seq", sequence)
                .bind("limit", limit)
                .map((row, _) -> row(row))
                .list());
    }

    /** What happened to one object, newest first. */
    public List<AuditRow> of(String objectKind, String objectName, int limit) {
        return transactions.read(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM audit WHERE object_kind = :kind AND object_name = :name"
                        + " ORDER BY seq DESC LIMIT :limit")
                .bind("kind", objectKind)
                .bind("name", objectName)
                .bind("limit", limit)
                .map((row, _) -> row(row))
                .list());
    }

    private static AuditRow row(ResultSet row) throws SQLException {
        return new AuditRow(
                row.getLong("seq"),
                new AuditEntry(
                        Micros.instant(row.getLong("at")),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("object_kind"),
                        row.getString("object_name"),
                        Optional.ofNullable(row.getString("state_before")),
                        Optional.ofNullable(row.getString("state_after"))));
    }
}
