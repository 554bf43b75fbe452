package dev.tierway.storage.event;

import dev.tierway.storage.Alongside;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditStore;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/**
 * What happened, and how far the telling of it to webhooks has come. Thread-safe, also between gateways.
 *
 * <p>An event is added, then routed once: it gets a delivery for each webhook that wants it. A delivery that waits is
 * claimed for an attempt; the claim is a lease, after which anybody may claim it again. Settling needs the claim, so an
 * attempt that took longer than its lease changes nothing.
 */
public final class EventStore {
    /**
     * The longest time until a waiting delivery is due. One that is due later than that was put off by a clock that
     * stepped back since, and is due.
     */
    public static final Duration LONGEST_PAUSE = Duration.ofHours(2);

    private final Transactions transactions;

    public EventStore(Transactions transactions) {
        this.transactions = transactions;
    }

    public void add(Event event) {
        transactions.write(handle -> add(handle, event));
    }

    /**
     * Adds within the transaction of what the event tells of: both happen, or neither. An event whose id is there already
     * is left out.
     */
    public static int add(Handle handle, Event event) {
        return handle.createUpdate("""
                        INSERT INTO event (id, type, created_at, project, object_id)
                        VALUES (:id, :type, :at, :project, :object) ON CONFLICT (id) DO NOTHING""")
                .bind("id", event.id())
                .bind("type", event.type())
                .bind("at", Micros.of(event.createdAt()))
                .bind("project", StorableText.of(event.project()))
                .bind("object", StorableText.of(event.objectId()))
                .execute();
    }

    /** Adds an event in the transaction of what it tells of. */
    public static Alongside adding(Event event) {
        return handle -> add(handle, event);
    }

    /**
     * Gives each event that has no deliveries yet one for each webhook that {@code webhooks} names, due at once. Of
     * gateways that do so at once, one routes an event.
     *
     * @return how many events were routed, {@code limit} at most
     */
    public int route(int limit, Instant now, Function<Event, Set<String>> webhooks) {
        boolean any = transactions.read(handle -> handle.createQuery("SELECT 1 FROM event WHERE routed = 0 LIMIT 1")
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
        return any ? transactions.write(handle -> route(handle, limit, now, webhooks)) : 0;
    }

    private int route(Handle handle, int limit, Instant now, Function<Event, Set<String>> webhooks) {
        List<StoredEvent> found = handle.createQuery("SELECT " + EventRows.EVENT
                        + " FROM event e WHERE routed = 0 ORDER BY seq LIMIT :limit" + skippingLocked("e"))
                .bind("limit", limit)
                .map((row, _) -> EventRows.event(row))
                .list();
        for (StoredEvent it : found) {
            webhooks.apply(it.event()).forEach(webhook -> begin(handle, it.sequence(), webhook, now));
            handle.createUpdate("UPDATE event SET routed = 1 WHERE seq = :seq")
                    .bind("seq", it.sequence())
                    .execute();
        }
        return found.size();
    }

    /** What was claimed before is no longer its claimer's. */
    private static void begin(Handle handle, long event, String webhook, Instant now) {
        handle.createUpdate("""
                        INSERT INTO event_delivery (event, webhook, state, since, due_at)
                        VALUES (:event, :webhook, 'waiting', :now, :now) ON CONFLICT (event, webhook) DO UPDATE SET
                        state = 'waiting', since = :now, due_at = :now, attempts = 0, claims = event_delivery.claims + 1""")
                .bind("event", event)
                .bind("webhook", StorableText.of(webhook))
                .bind("now", Micros.of(now))
                .execute();
    }

    /** Claims attempts that are due, the one that is due longest first. */
    public List<ClaimedDelivery> claim(String webhook, int limit, Instant now, Duration lease) {
        String due = " FROM event_delivery d JOIN event e ON e.seq = d.event WHERE d.webhook = :webhook"
                + " AND d.state = 'waiting' AND (d.due_at <= :now OR d.due_at > :beyond)";
        long beyond = Micros.of(now.plus(LONGEST_PAUSE));
        boolean any = transactions.read(handle -> handle.createQuery("SELECT 1" + due + " LIMIT 1")
                .bind("webhook", webhook)
                .bind("now", Micros.of(now))
                .bind("beyond", beyond)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
        if (!any) {
            return List.of();
        }
        return transactions.write(handle -> {
            List<ClaimedDelivery> claimed = handle.createQuery("SELECT " + EventRows.EVENT + ", " + EventRows.CLAIM
                            + due + " ORDER BY d.due_at, d.event LIMIT :limit" + skippingLocked("d"))
                    .bind("webhook", webhook)
                    .bind("now", Micros.of(now))
                    .bind("beyond", beyond)
                    .bind("limit", limit)
                    .map((row, _) -> EventRows.claimed(row))
                    .list();
            lease(handle, claimed, now.plus(lease));
            return claimed;
        });
    }

    private static void lease(Handle handle, List<ClaimedDelivery> claimed, Instant until) {
        if (claimed.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch("""
                UPDATE event_delivery SET claims = :claim, attempts = :attempts, due_at = :until
                WHERE event = :event AND webhook = :webhook""")) {
            for (ClaimedDelivery it : claimed) {
                batch.bind("claim", it.claim())
                        .bind("attempts", it.attempts())
                        .bind("until", Micros.of(until))
                        .bind("event", it.sequence())
                        .bind("webhook", it.webhook())
                        .add();
            }
            batch.execute();
        }
    }

    private String skippingLocked(String table) {
        return switch (transactions.dialect()) {
            case SQLITE -> "";
            case POSTGRESQL -> " FOR UPDATE OF " + table + " SKIP LOCKED";
        };
    }

    /** Notes how an attempt ended. Changes nothing, and returns false, when the claim no longer holds. */
    public boolean settle(ClaimedDelivery claimed, Attempt attempt) {
        return transactions.write(handle -> claimedRow(handle, claimed, """
                        UPDATE event_delivery SET state = :state, due_at = :due, last_at = :at, last_result = :result
                        WHERE event = :event AND webhook = :webhook AND claims = :claim AND state = 'waiting'""")
                        .bind("state", attempt.state().wireName())
                        .bind("due", Micros.of(attempt.dueAt()))
                        .bind("at", Micros.of(attempt.at()))
                        .bind("result", StorableText.of(attempt.result()))
                        .execute()
                == 1);
    }

    /** Gives back a claim whose attempt was not made. */
    public boolean release(ClaimedDelivery claimed, Instant now) {
        return transactions.write(handle ->
                claimedRow(handle, claimed, """
                        UPDATE event_delivery SET due_at = :now, attempts = attempts - 1
                        WHERE event = :event AND webhook = :webhook AND claims = :claim AND state = 'waiting'""").bind("now", Micros.of(now)).execute() == 1);
    }

    private static Update claimedRow(Handle handle, ClaimedDelivery claimed, String update) {
        return handle.createUpdate(update)
                .bind("event", claimed.sequence())
                .bind("webhook", claimed.webhook())
                .bind("claim", claimed.claim());
    }

    /**
     * How an attempt ended.
     *
     * @param state {@code WAITING} for another attempt
     * @param dueAt when to make it, at most {@link #LONGEST_PAUSE} after {@code at}
     */
    public record Attempt(Delivery.State state, Instant at, String result, Instant dueAt) {}

    /** Tells an event again to {@code webhooks}, as if it had just happened. Empty when there is no such event. */
    public Optional<StoredEvent> replay(String id, Set<String> webhooks, AuditEntry entry) {
        return transactions.write(handle -> {
            Optional<StoredEvent> found = EventRows.find(handle, id);
            if (found.isEmpty()) {
                return found;
            }
            long sequence = found.get().sequence();
            webhooks.forEach(it -> begin(handle, sequence, it, entry.at()));
            handle.createUpdate("UPDATE event SET routed = 1 WHERE seq = :seq")
                    .bind("seq", sequence)
                    .execute();
            AuditStore.insert(handle, entry);
            return EventRows.find(handle, id);
        });
    }

    public Optional<StoredEvent> find(String id) {
        return transactions.read(handle -> EventRows.find(handle, id));
    }

    /** The newest first, of those stored before the one with {@code sequence}. */
    public List<StoredEvent> list(EventFilter filter, long sequence, int limit) {
        return transactions.read(handle -> EventRows.list(handle, filter, sequence, limit));
    }

    /** Forgets events that happened before {@code before}, with their deliveries. */
    public int deleteExpired(Instant before) {
        return transactions.write(handle -> {
            handle.createUpdate("DELETE FROM event_delivery WHERE event IN"
                            + " (SELECT seq FROM event WHERE created_at < :before)")
                    .bind("before", Micros.of(before))
                    .execute();
            return handle.createUpdate("DELETE FROM event WHERE created_at < :before")
                    .bind("before", Micros.of(before))
                    .execute();
        });
    }
}
