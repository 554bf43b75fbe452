package dev.tierway.storage.feedback;

import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What callers thought of answers. Each belongs to a project, and no other sees it. Thread-safe. */
public final class FeedbackStore {
    private static final String SELECT =
            "SELECT id, project, key_id, target_kind, target, name, value_kind, value, metadata, created_at"
                    + " FROM feedback ";

    private final Transactions transactions;

    public FeedbackStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Keeps {@code feedback}. A key says one thing of a name and a target: saying it again replaces what was said and
     * keeps its id.
     *
     * @return what is kept now
     */
    public Feedback put(Feedback feedback) {
        return transactions.write(handle -> handle.createQuery("""
                        INSERT INTO feedback (id, project, key_id, target_kind, target, name, value_kind, value, metadata,
                            created_at)
                        VALUES (:id, :project, :key, :targetKind, :target, :name, :kind, :value, :metadata, :at)
                        ON CONFLICT (project, target_kind, target, name, key_id) DO UPDATE SET
                            value_kind = excluded.value_kind, value = excluded.value, metadata = excluded.metadata,
                            created_at = excluded.created_at
                        RETURNING id, project, key_id, target_kind, target, name, value_kind, value, metadata,
                            created_at""")
                .bind("id", feedback.id())
                .bind("project", StorableText.of(feedback.project()))
                .bind("key", StorableText.of(feedback.keyId()))
                .bind("targetKind", feedback.target().kind().wireName())
                .bind("target", StorableText.of(feedback.target().id()))
                .bind("name", StorableText.of(feedback.name()))
                .bind("kind", feedback.kind().wireName())
                .bind("value", StorableText.of(feedback.value()))
                .bind("metadata", StorableText.of(feedback.metadata()))
                .bind("at", Micros.of(feedback.createdAt()))
                .map((row, _) -> feedback(row))
                .one());
    }

    public Optional<Feedback> find(String project, String id) {
        return transactions.read(handle -> handle.createQuery(SELECT + "WHERE project = :project AND id = :id")
                .bind("project", project)
                .bind("id", StorableText.of(id))
                .map((row, _) -> feedback(row))
                .findOne());
    }

    /** The first {@code limit} of those that {@code query} asks for, by the time they were said. */
    public List<Feedback> list(String project, FeedbackQuery query, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder(SELECT).append("WHERE project = :project");
        values.put("project", project);
        query.target().ifPresent(target -> {
            sql.append(" AND target_kind = :targetKind AND target = :target");
            values.put("targetKind", target.kind().wireName());
            values.put("target", StorableText.of(target.id()));
        });
        query.name().ifPresent(name -> {
            sql.append(" AND name = :name");
            values.put("name", StorableText.of(name));
        });
        query.kind().ifPresent(kind -> {
            sql.append(" AND value_kind = :kind");
            values.put("kind", kind.wireName());
        });
        query.since().ifPresent(since -> {
            sql.append(" AND created_at >= :since");
            values.put("since", Micros.of(since));
        });
        query.after().ifPresent(after -> {
            sql.append(" AND (created_at, seq) ")
                    .append(query.newestFirst() ? "<" : ">")
                    .append(" (SELECT created_at, seq FROM feedback WHERE project = :project AND id = :after)");
            values.put("after", StorableText.of(after));
        });
        String order = query.newestFirst() ? "DESC" : "ASC";
        sql.append(" ORDER BY created_at ")
                .append(order)
                .append(", seq ")
                .append(order)
                .append(" LIMIT :limit");
        return transactions.read(handle -> handle.createQuery(sql.toString())
                .bindMap(values)
                .bind("limit", limit)
                .map((row, _) -> feedback(row))
                .list());
    }

    /** Whether there was one to delete. */
    public boolean delete(String project, String id) {
        return transactions.write(
                handle -> handle.createUpdate("DELETE FROM feedback WHERE project = :project AND id = :id")
                                .bind("project", project)
                                .bind("id", StorableText.of(id))
                                .execute()
                        == 1);
    }

    /** Forgets feedback that was given before {@code before}, whosesoever it is. */
    public int deleteExpired(Instant before) {
        return transactions.write(handle -> handle.createUpdate("DELETE FROM feedback WHERE created_at < :before")
                .bind("before", Micros.of(before))
                .execute());
    }

    private static Feedback feedback(ResultSet row) throws SQLException {
        String targetKind = row.getString("target_kind");
        String kind = row.getString("value_kind");
        return new Feedback(
                row.getString("id"),
                row.getString("project"),
                row.getString("key_id"),
                new Feedback.Target(
                        Arrays.stream(Feedback.TargetKind.values())
                                .filter(it -> it.wireName().equals(targetKind))
                                .findFirst()
                                .orElseThrow(),
                        row.getString("target")),
                row.getString("name"),
                Arrays.stream(Feedback.Kind.values())
                        .filter(it -> it.wireName().equals(kind))
                        .findFirst()
                        .orElseThrow(),
                row.getString("value"),
                row.getString("metadata"),
                Micros.instant(row.getLong("created_at")));
    }
}
