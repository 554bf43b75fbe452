package dev.tierway.storage.audit;

import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The append-only record of what administrators changed. Thread-safe. */
public final class AuditStore {
    private static final String COLUMNS = "seq, at, actor, action, object_kind, object_name, state_before, state_after";

    private final Transactions transactions;

    public AuditStore(Transactions transactions) {
        this.transactions = transactions;
    }

    public void append(AuditEntry entry) {
        transactions.write(handle -> insert(handle, entry));
    }

    /** Appends within the transaction of the change that {@code entry} tells of: both happen, or neither. */
    public static int insert(Handle handle, AuditEntry entry) {
        return handle.createUpdate("""
                                INSERT INTO audit (at, actor, action, object_kind, object_name, state_before, state_after)
                                VALUES (:at, :actor, :action, :kind, :name, :before, :after)""")
                .bind("at", Micros.of(entry.at()))
                .bind("actor", StorableText.of(entry.actor()))
                .bind("action", entry.action())
                .bind("kind", entry.objectKind())
                .bind("name", StorableText.of(entry.objectName()))
                .bind("before", entry.before().map(StorableText::of))
                .bind("after", entry.after().map(StorableText::of))
                .execute();
    }

    /**
     * Appends an entry for each object of {@code kind} that is not as {@code actor} left it: {@code created}, {@code updated}
     * or {@code removed}. Of gateways that start at once, one appends.
     *
     * @param states all objects of that kind and actor as they are now, as JSON by name
     */
    public void catchUp(String actor, String kind, Map<String, String> states, Instant at) {
        transactions.write(handle -> {
            if (transactions.dialect() == Dialect.POSTGRESQL) {
                handle.execute("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE");
            }
            Map<String, String> known = lastStates(handle, actor, kind);
            Set<String> names = new TreeSet<>(known.keySet());
            names.addAll(states.keySet());
            for (String name : names) {
                Optional<String> before = Optional.ofNullable(known.get(name));
                Optional<String> after = Optional.ofNullable(states.get(name));
                if (!before.equals(after)) {
                    String action = before.isEmpty() ? "created" : after.isEmpty() ? "removed" : "updated";
                    insert(handle, new AuditEntry(at, actor, action, kind, name, before, after));
                }
            }
            return names.size();
        });
    }

    private static Map<String, String> lastStates(Handle handle, String actor, String kind) {
        Map<String, String> states = new HashMap<>();
        handle.createQuery("SELECT " + COLUMNS + " FROM audit a WHERE object_kind = :kind AND actor = :actor AND seq ="
                        + " (SELECT max(seq) FROM audit WHERE object_kind = a.object_kind"
                        + " AND object_name = a.object_name AND actor = a.actor)")
                .bind("kind", kind)
                .bind("actor", actor)
                .map((row, _) -> row(row).entry())
                .forEach(last -> last.after().ifPresent(state -> states.put(last.objectName(), state)));
        return states;
    }

    /** How many entries there are; grows with every change that any gateway on this database commits. */
    public long count() {
        return transactions.read(handle -> handle.createQuery("SELECT count(*) FROM audit")
                .mapTo(Long.class)
                .one());
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
