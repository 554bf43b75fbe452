package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditRow;
import dev.tierway.storage.event.ClaimedDelivery;
import dev.tierway.storage.event.Delivery;
import dev.tierway.storage.event.Delivery.State;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventFilter;
import dev.tierway.storage.event.EventStore;
import dev.tierway.storage.event.EventStore.Attempt;
import dev.tierway.storage.event.EventType;
import dev.tierway.storage.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What happened is told to each webhook until it has taken it, on every database. */
abstract class EventContract extends StorageContract {
    private static final Instant NOON = Entries.NOON;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Set<String> BOTH = Set.of("ops", "shop");

    private EventStore events() {
        return database().events();
    }

    private static Event event(String name) {
        return Event.of("evt_" + name, EventType.BATCH_COMPLETED, NOON, "storefront", "batch_" + name);
    }

    private StoredEvent stored(String name) {
        return events().find("evt_" + name).orElseThrow();
    }

    private ClaimedDelivery claimOne(String webhook, Instant now) {
        return events().claim(webhook, 1, now, LEASE).getFirst();
    }

    private static Attempt delivered(Instant at) {
        return new Attempt(State.DELIVERED, at, "answered 204", at);
    }

    private static Attempt again(Instant at, Instant due) {
        return new Attempt(State.WAITING, at, "answered 503", due);
    }

    private void addRouted(String name) {
        events().add(event(name));
        events().route(10, NOON, _ -> BOTH);
    }

    @Test
    void an_event_is_there_once_whoever_adds_it_again() {
        events().add(event("a"));
        events().add(event("a"));

        assertThat(events().list(EventFilter.ALL, Long.MAX_VALUE, 10))
                .extracting(StoredEvent::event)
                .containsExactly(event("a"));
    }

    @Test
    void an_event_is_routed_once() {
        events().add(event("a"));

        assertThat(events().route(10, NOON, _ -> BOTH)).isEqualTo(1);
        assertThat(events().route(10, NOON, _ -> Set.of("late"))).isZero();
        assertThat(stored("a").deliveries())
                .containsExactly(
                        new Delivery("ops", State.WAITING, NOON, 0, NOON, Optional.empty(), ""),
                        new Delivery("shop", State.WAITING, NOON, 0, NOON, Optional.empty(), ""));
    }

    @Test
    void an_event_that_nobody_wants_is_not_asked_about_again() {
        events().add(event("a"));

        assertThat(events().route(10, NOON, _ -> Set.of())).isEqualTo(1);
        assertThat(events().route(10, NOON, _ -> BOTH)).isZero();
        assertThat(stored("a").deliveries()).isEmpty();
    }

    @Test
    void a_claimed_attempt_is_nobody_elses_until_its_lease_ends() {
        addRouted("a");

        ClaimedDelivery first = claimOne("ops", NOON);
        assertThat(events().claim("ops", 5, NOON.plus(LEASE).minusMillis(1), LEASE))
                .isEmpty();
        ClaimedDelivery second = claimOne("ops", NOON.plus(LEASE));

        assertThat(first.event()).isEqualTo(event("a"));
        assertThat(List.of(first.attempts(), second.attempts())).containsExactly(1, 2);
        assertThat(events().settle(first, delivered(NOON))).isFalse();
        assertThat(events().settle(second, delivered(NOON.plusSeconds(61)))).isTrue();
        assertThat(stored("a").deliveries().getFirst())
                .isEqualTo(new Delivery(
                        "ops",
                        State.DELIVERED,
                        NOON,
                        2,
                        NOON.plusSeconds(61),
                        Optional.of(NOON.plusSeconds(61)),
                        "answered 204"));
        assertThat(events().claim("ops", 5, NOON.plus(Duration.ofDays(1)), LEASE))
                .isEmpty();
    }

    @Test
    void what_failed_is_due_again_when_it_was_said() {
        addRouted("a");
        events().settle(claimOne("ops", NOON), again(NOON, NOON.plusSeconds(300)));

        assertThat(events().claim("ops", 5, NOON.plusSeconds(299), LEASE)).isEmpty();
        assertThat(claimOne("ops", NOON.plusSeconds(300)).attempts()).isEqualTo(2);
    }

    @Test
    void a_claim_that_was_given_back_counts_as_no_attempt() {
        addRouted("a");
        ClaimedDelivery claimed = claimOne("ops", NOON);

        assertThat(events().release(claimed, NOON)).isTrue();

        ClaimedDelivery again = claimOne("ops", NOON);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.claim()).isGreaterThan(claimed.claim());
    }

    @Test
    void a_clock_that_steps_back_delays_no_delivery_for_long() {
        addRouted("a");
        events().settle(claimOne("ops", NOON), again(NOON, NOON.plus(EventStore.LONGEST_PAUSE)));

        Instant before = NOON.minusSeconds(1);
        assertThat(events().claim("ops", 5, NOON, LEASE)).isEmpty();
        assertThat(events().claim("ops", 5, before, LEASE)).hasSize(1);
    }

    @Test
    void a_replayed_event_is_told_again_from_the_beginning() {
        addRouted("a");
        events().settle(claimOne("ops", NOON), delivered(NOON));
        ClaimedDelivery onItsWay = claimOne("shop", NOON);
        Instant later = NOON.plus(Duration.ofDays(5));

        StoredEvent replayed = events().replay("evt_a", BOTH, replay(later)).orElseThrow();

        assertThat(replayed.deliveries())
                .allSatisfy(it -> assertThat(List.of(it.state(), it.since(), it.attempts()))
                        .containsExactly(State.WAITING, later, 0));
        assertThat(events().settle(onItsWay, delivered(later))).isFalse();
        assertThat(claimOne("ops", later).attempts()).isEqualTo(1);
        assertThat(claimOne("shop", later).attempts()).isEqualTo(1);
        assertThat(database().audit().newest(5)).extracting(AuditRow::entry).containsExactly(replay(later));
    }

    @Test
    void nothing_is_noted_of_a_replay_of_no_event() {
        assertThat(events().replay("evt_none", BOTH, replay(NOON))).isEmpty();
        assertThat(database().audit().count()).isZero();
    }

    private static AuditEntry replay(Instant at) {
        return new AuditEntry(
                at, "0123456789ab", "replayed", "webhook_event", "evt_a", Optional.empty(), Optional.empty());
    }

    @Test
    void events_are_listed_from_the_newest_by_what_they_are() {
        addRouted("a");
        events().add(Event.of("evt_b", EventType.BATCH_FAILED, NOON.minusSeconds(9), "research", "batch_b"));
        events().route(10, NOON, _ -> Set.of("ops"));
        addRouted("c");
        events().settle(claimOne("shop", NOON), new Attempt(State.FAILED, NOON, "answered 500", NOON));

        List<StoredEvent> all = events().list(EventFilter.ALL, Long.MAX_VALUE, 2);
        assertThat(all).extracting(it -> it.event().id()).containsExactly("evt_c", "evt_b");
        assertThat(all.getLast().deliveries()).hasSize(1);
        assertThat(ids(events().list(EventFilter.ALL, all.getLast().sequence(), 2)))
                .containsExactly("evt_a");
        assertThat(listed(Optional.of("batch.failed"), Optional.empty(), Optional.empty(), Optional.empty()))
                .containsExactly("evt_b");
        assertThat(listed(Optional.empty(), Optional.of("storefront"), Optional.empty(), Optional.empty()))
                .containsExactly("evt_c", "evt_a");
        assertThat(listed(Optional.empty(), Optional.empty(), Optional.of("batch_c"), Optional.empty()))
                .containsExactly("evt_c");
        assertThat(listed(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(State.FAILED)))
                .containsExactly("evt_a");
    }

    private List<String> listed(
            Optional<String> type, Optional<String> project, Optional<String> object, Optional<State> delivery) {
        return ids(events().list(new EventFilter(type, project, object, delivery), Long.MAX_VALUE, 10));
    }

    private static List<String> ids(List<StoredEvent> events) {
        return events.stream().map(it -> it.event().id()).toList();
    }

    @Test
    void old_events_are_forgotten_with_their_deliveries() {
        events().add(Event.of("evt_old", EventType.BATCH_FAILED, NOON.minusSeconds(1), "p", "batch_old"));
        events().route(10, NOON, _ -> BOTH);
        addRouted("a");

        assertThat(events().deleteExpired(NOON)).isEqualTo(1);

        assertThat(ids(events().list(EventFilter.ALL, Long.MAX_VALUE, 10))).containsExactly("evt_a");
        assertThat(stored("a").deliveries()).hasSize(2);
    }

    @Test
    void gateways_that_claim_at_once_never_claim_the_same_attempt() throws Exception {
        for (int i = 0; i < 60; i++) {
            events().add(event("e" + i));
        }
        int gateways = 4;
        CyclicBarrier start = new CyclicBarrier(gateways);
        List<Future<List<String>>> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(gateways)) {
            for (int i = 0; i < gateways; i++) {
                claimed.add(threads.submit(() -> {
                    start.await();
                    List<String> mine = new ArrayList<>();
                    while (mine.size() < 15) {
                        events().route(7, NOON, _ -> Set.of("ops"));
                        events().claim("ops", Math.min(5, 15 - mine.size()), NOON, LEASE)
                                .forEach(it -> mine.add(it.event().id()));
                    }
                    return mine;
                }));
            }
        }
        List<String> all = new ArrayList<>();
        for (Future<List<String>> it : claimed) {
            all.addAll(it.get());
        }
        assertThat(all).hasSize(60).doesNotHaveDuplicates();
    }
}
