package dev.tierway.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.event.Delivery;
import dev.tierway.storage.event.Delivery.State;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventStore;
import dev.tierway.storage.event.EventType;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookDispatcherTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    private final Reaper reaper = Reaper.start(Ticker.system());
    private final FakeWall wall = new FakeWall("2026-03-01T12:00:00Z");
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable EventStore store;

    @BeforeEach
    void open_the_database() {
        Database database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))));
        opened.push(database);
        store = database.events();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : opened) {
            part.close();
        }
        reaper.close();
    }

    @Test
    void an_event_arrives_signed_once_at_each_webhook() throws Exception {
        FakeUpstream ops = receiver(Script.json(204, ""));
        FakeUpstream shop = receiver(Script.json(200, "{}"));
        WebhookDispatcher dispatcher = dispatcher(webhook("ops", ops), webhook("shop", shop));
        events().add(event("1"));

        dispatcher.look();
        dispatcher.look();

        for (FakeUpstream it : List.of(ops, shop)) {
            assertThat(it.requests()).hasSize(1);
            RecordedRequest request = it.lastRequest();
            assertThat(request.header("webhook-id")).contains("evt_1");
            assertThat(request.bodyText())
                    .isEqualTo("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"batch.completed\","
                            + "\"created_at\":1772366400,\"data\":{\"id\":\"batch_1\"}}");
            assertThat(verified(request, wall.now())).isTrue();
            assertThat(verified(request, wall.now().plusSeconds(301))).isFalse();
        }
        assertThat(delivery("1", "ops")).extracting(Delivery::state).isEqualTo(State.DELIVERED);
        assertThat(dispatcher.delivered()).isEqualTo(2);
    }

    /** What OpenAI's SDKs do to a request, from the specification: any of several signatures, 300 s either way. */
    private static boolean verified(RecordedRequest request, Instant now) throws Exception {
        String timestamp = request.header("webhook-timestamp").orElseThrow();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
        String signed = request.header("webhook-id").orElseThrow() + "." + timestamp + "." + request.bodyText();
        String expected = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        return Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) <= 300
                && Arrays.asList(request.header("webhook-signature")
                                .orElseThrow()
                                .split(" "))
                        .contains("v1," + expected);
    }

    @Test
    void whatever_is_no_2xx_is_tried_again_later_with_the_same_id_and_a_new_time() throws Exception {
        FakeUpstream receiver = receiver(
                Script.start().reset(),
                Script.json(500, "{}"),
                Script.json(302, "", "Location: http://127.0.0.1:1/"),
                Script.json(200, "{}"));
        WebhookDispatcher dispatcher = dispatcher(webhook("ops", receiver));
        events().add(event("1"));

        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dispatcher.look();
            Delivery waiting = delivery("1", "ops");
            assertThat(waiting.state()).isEqualTo(State.WAITING);
            pauses.add(Duration.between(wall.now(), waiting.dueAt()));
            dispatcher.look();
            assertThat(receiver.requests()).hasSize(i + 1);
            wall.advance(pauses.getLast());
        }
        dispatcher.look();

        for (int i = 0; i < pauses.size(); i++) {
            Duration middle = Duration.ofSeconds(5L << i);
            assertThat(pauses.get(i))
                    .isBetween(middle.dividedBy(2), middle.multipliedBy(3).dividedBy(2));
        }
        assertThat(receiver.requests())
                .extracting(it -> it.header("webhook-id").orElseThrow())
                .containsOnly("evt_1");
        assertThat(verified(receiver.lastRequest(), wall.now())).isTrue();
        assertThat(delivery("1", "ops").attempts()).isEqualTo(4);
        assertThat(delivery("1", "ops").state()).isEqualTo(State.DELIVERED);
        assertThat(dispatcher.failedAttempts()).isEqualTo(3);
    }

    @Test
    void an_event_that_nobody_takes_is_given_up_on_after_three_days() {
        FakeUpstream receiver = receiver(Script.json(503, "{}"));
        WebhookDispatcher dispatcher = dispatcher(webhook("ops", receiver));
        events().add(event("1"));
        Instant began = wall.now();

        while (delivery("1", "ops", dispatcher).state() == State.WAITING) {
            wall.advance(Duration.between(wall.now(), delivery("1", "ops").dueAt()));
        }

        assertThat(Duration.between(began, wall.now())).isBetween(Duration.ofHours(69), Duration.ofHours(72));
        assertThat(receiver.requests()).hasSizeBetween(72, 110);
        assertThat(dispatcher.givenUp()).isEqualTo(1);
        wall.advance(Duration.ofDays(1));
        int before = receiver.requests().size();
        dispatcher.look();
        assertThat(receiver.requests()).hasSize(before);
    }

    @Test
    void a_webhook_that_is_gone_is_left_alone_until_the_next_start() {
        FakeUpstream receiver = receiver(Script.json(410, "{}"), Script.json(200, "{}"));
        WebhookSubscription webhook = webhook("ops", receiver);
        WebhookDispatcher dispatcher = dispatcher(webhook);
        events().add(event("1"));
        dispatcher.look();
        events().add(event("2"));
        wall.advance(Duration.ofHours(1));
        dispatcher.look();
        assertThat(receiver.requests()).hasSize(1);

        dispatcher(webhook).look();

        assertThat(receiver.requests())
                .extracting(it -> it.header("webhook-id").orElseThrow())
                .containsExactly("evt_1", "evt_1", "evt_2");
    }

    @Test
    void webhooks_are_told_only_of_the_events_and_projects_they_want() {
        FakeUpstream receiver = receiver(Script.json(200, "{}"));
        WebhookDispatcher dispatcher = dispatcher(new WebhookSubscription(
                target("ops", receiver), List.of(new EventPattern("batch.completed")), Set.of("storefront")));
        events().add(Event.of("evt_1", EventType.BATCH_FAILED, wall.now(), "storefront", "batch_1"));
        events().add(Event.of("evt_2", EventType.BATCH_COMPLETED, wall.now(), "research", "batch_2"));
        events().add(event("3"));

        dispatcher.look();

        assertThat(receiver.requests())
                .extracting(it -> it.header("webhook-id").orElseThrow())
                .containsExactly("evt_3");
    }

    @Test
    void what_a_killed_gateway_had_begun_is_told_after_its_lease() {
        FakeUpstream receiver = receiver(Script.json(200, "{}"));
        List<Runnable> stuck = new ArrayList<>();
        WebhookDispatcher killed = dispatcher(stuck::add, webhook("ops", receiver));
        events().add(event("1"));
        killed.look();
        WebhookDispatcher next = dispatcher(webhook("ops", receiver));

        next.look();
        assertThat(receiver.requests()).isEmpty();
        wall.advance(WebhookDispatcher.LEASE);
        next.look();

        assertThat(receiver.requests()).hasSize(1);
        Delivery told = delivery("1", "ops");
        assertThat(told.state()).isEqualTo(State.DELIVERED);
        stuck.forEach(Runnable::run);
        assertThat(delivery("1", "ops")).isEqualTo(told);
    }

    @Test
    void a_gateway_that_stops_leaves_what_is_on_its_way_to_the_next_at_once() {
        CountDownLatch never = new CountDownLatch(1);
        FakeUpstream receiver = receiver(Script.start().await(never), Script.json(200, "{}"));
        WebhookSubscription webhook = webhook("ops", receiver);
        WebhookDispatcher stopping = dispatcher(Thread.ofVirtual()::start, webhook);
        events().add(event("1"));
        stopping.start();
        receiver.awaitRequests(1, LONG);

        stopping.close();
        dispatcher(webhook).look();

        assertThat(receiver.requests()).hasSize(2);
        assertThat(delivery("1", "ops").attempts()).isEqualTo(1);
    }

    @Test
    void a_slow_receiver_holds_up_no_other() {
        CountDownLatch never = new CountDownLatch(1);
        FakeUpstream slow = receiver(Script.start().await(never));
        FakeUpstream quick = receiver(Script.json(200, "{}"));
        WebhookDispatcher dispatcher =
                dispatcher(Thread.ofVirtual()::start, webhook("slow", slow), webhook("quick", quick));
        for (int i = 0; i < 3 * WebhookReceiver.AT_ONCE; i++) {
            events().add(event("e" + i));
        }

        dispatcher.start();

        quick.awaitRequests(3 * WebhookReceiver.AT_ONCE, LONG);
        slow.awaitRequests(WebhookReceiver.AT_ONCE, LONG);
        assertThat(slow.requests()).hasSize(WebhookReceiver.AT_ONCE);
    }

    @Test
    void events_are_forgotten_after_thirty_days_and_told_no_later_than_three() {
        FakeUpstream receiver = receiver(Script.json(200, "{}"));
        events().add(event("1"));
        wall.advance(WebhookDispatcher.TRIED_FOR);
        WebhookDispatcher dispatcher = dispatcher(webhook("ops", receiver));

        dispatcher.look();
        assertThat(receiver.requests()).isEmpty();
        assertThat(events().find("evt_1")).isPresent();

        wall.advance(Duration.ofDays(28));
        dispatcher.look();
        assertThat(events().find("evt_1")).isEmpty();
    }

    @Test
    void a_pattern_that_no_event_can_match_is_none() {
        assertThat(EventPattern.parse("batch.*")).isPresent();
        assertThat(EventPattern.parse("*")).isPresent();
        assertThat(EventPattern.parse("batch.failed")).isPresent();
        assertThat(EventPattern.parse("batch")).isEmpty();
        assertThat(EventPattern.parse("jobs.*")).isEmpty();
    }

    private EventStore events() {
        return Objects.requireNonNull(store);
    }

    private Event event(String name) {
        return Event.of("evt_" + name, EventType.BATCH_COMPLETED, wall.now(), "storefront", "batch_" + name);
    }

    private Delivery delivery(String event, String webhook) {
        return events().find("evt_" + event).orElseThrow().deliveries().stream()
                .filter(it -> it.webhook().equals(webhook))
                .findFirst()
                .orElseThrow();
    }

    /** The delivery after what is due was begun. */
    private Delivery delivery(String event, String webhook, WebhookDispatcher dispatcher) {
        dispatcher.look();
        return delivery(event, webhook);
    }

    /** Answers by one script after another, and by the last from then on. */
    private FakeUpstream receiver(Script... scripts) {
        Deque<Script> left = new ArrayDeque<>(List.of(scripts));
        FakeUpstream receiver = FakeUpstream.start(request -> {
            synchronized (left) {
                return left.size() > 1 ? left.removeFirst() : left.getFirst();
            }
        });
        opened.push(receiver);
        return receiver;
    }

    private static WebhookTarget target(String name, FakeUpstream receiver) {
        URI url = receiver.uri().resolve("/hooks?team=a");
        return new WebhookTarget(name, url, WebhookSecret.parse(SECRET));
    }

    private static WebhookSubscription webhook(String name, FakeUpstream receiver) {
        return new WebhookSubscription(target(name, receiver), List.of(EventPattern.ALL), Set.of());
    }

    /** Makes attempts before it returns from looking. */
    private WebhookDispatcher dispatcher(WebhookSubscription... webhooks) {
        return dispatcher(Runnable::run, webhooks);
    }

    private WebhookDispatcher dispatcher(Executor threads, WebhookSubscription... webhooks) {
        List<WebhookReceiver> receivers = Arrays.stream(webhooks)
                .map(it -> new WebhookReceiver(it, reaper, wall))
                .toList();
        WebhookDispatcher dispatcher =
                new WebhookDispatcher(events(), receivers, wall, new SplittableRandom(7), threads);
        opened.push(dispatcher);
        return dispatcher;
    }
}
