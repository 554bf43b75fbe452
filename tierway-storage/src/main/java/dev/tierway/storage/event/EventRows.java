package dev.tierway.storage.event;

import dev.tierway.storage.sql.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** How events and deliveries lie in their tables. */
final class EventRows {
    static final String EVENT = "e.seq, e.id, e.type, e.created_at, e.project, e.object_id";
    static final String CLAIM = "d.webhook, d.claims, d.attempts, d.since";

    private EventRows() {}

    /** Without its deliveries. */
    static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong("seq"),
                new Event(
                        row.getString("id"),
                        row.getString("type"),
                        Micros.instant(row.getLong("created_at")),
                        row.getString("project"),
                        row.getString("object_id")),
                List.of());
    }

    /** The claim after the one that is in the row. */
    static ClaimedDelivery claimed(ResultSet row) throws SQLException {
        StoredEvent stored = event(row);
        return new ClaimedDelivery(
                stored.sequence(),
                stored.event(),
                row.getString("webhook"),
                row.getLong("claims") + 1,
                row.getInt("attempts") + 1,
                Micros.instant(row.getLong("since")));
    }

    static Optional<StoredEvent> find(Handle handle, String id) {
        List<StoredEvent> found = handle.createQuery("SELECT " + EVENT + " FROM event e WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> event(row))
                .list();
        return withDeliveries(handle, found).stream().findFirst();
    }

    static List<StoredEvent> list(Handle handle, EventFilter filter, long sequence, int limit) {
        Map<String, String> values = new LinkedHashMap<>();
        filter.type().ifPresent(it -> values.put("type", it));
        filter.project().ifPresent(it -> values.put("project", it));
        filter.objectId().ifPresent(it -> values.put("object_id", it));
        StringBuilder sql = new StringBuilder("SELECT " + EVENT + " FROM event e WHERE e.seq < :before");
        values.keySet()
                .forEach(column ->
                        sql.append(" AND e.").append(column).append(" = :").append(column));
        filter.delivery()
                .ifPresent(_ -> sql.append(" AND EXISTS (SELECT 1 FROM event_delivery d WHERE d.event = e.seq"
                        + " AND d.state = :state)"));
        Query query = handle.createQuery(sql + " ORDER BY e.seq DESC LIMIT :limit")
                .bind("before", sequence)
                .bind("limit", limit);
        values.forEach(query::bind);
        filter.delivery().ifPresent(it -> query.bind("state", it.wireName()));
        return withDeliveries(handle, query.map((row, _) -> event(row)).list());
    }

    private static List<StoredEvent> withDeliveries(Handle handle, List<StoredEvent> events) {
        if (events.isEmpty()) {
            return events;
        }
        Map<Long, List<Delivery>> deliveries = new HashMap<>();
        handle.createQuery("SELECT event, webhook, state, since, attempts, due_at, last_at, last_result"
                        + " FROM event_delivery WHERE event IN (<events>) ORDER BY webhook")
                .bindList("events", events.stream().map(StoredEvent::sequence).toList())
                .map((row, _) -> Map.entry(row.getLong("event"), delivery(row)))
                .forEach(it -> deliveries
                        .computeIfAbsent(it.getKey(), _ -> new ArrayList<>())
                        .add(it.getValue()));
        return events.stream()
                .map(it ->
                        new StoredEvent(it.sequence(), it.event(), deliveries.getOrDefault(it.sequence(), List.of())))
                .toList();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        long lastAt = row.getLong("last_at");
        boolean tried = !row.wasNull();
        return new Delivery(
                row.getString("webhook"),
                Delivery.State.fromWire(row.getString("state")).orElseThrow(),
                Micros.instant(row.getLong("since")),
                row.getInt("attempts"),
                Micros.instant(row.getLong("due_at")),
                tried ? Optional.of(Micros.instant(lastAt)) : Optional.empty(),
                row.getString("last_result"));
    }
}
