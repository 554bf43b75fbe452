package dev.tierway.gateway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.webhook.WebhookClient;
import dev.tierway.gateway.webhook.WebhookSecret;
import dev.tierway.gateway.webhook.WebhookTarget;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertWebhookTest {
    private static final WebhookSecret SECRET = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private final Reaper reaper = Reaper.start(Ticker.system());
    private final FakeWall wall = new FakeWall("2026-03-01T12:00:00Z");
    private final List<Duration> pauses = new ArrayList<>();

    @AfterEach
    void stop() {
        reaper.close();
    }

    @Test
    void an_alert_arrives_signed() {
        try (FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                AlertWebhook webhook = webhook(receiver, "/hooks/tierway?team=a")) {
            webhook.accept(alert(1));

            RecordedRequest request = receiver.lastRequest();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/hooks/tierway?team=a");
            assertThat(request.header("webhook-timestamp")).contains("1772366400");
            String id = request.header("webhook-id").orElseThrow();
            assertThat(request.header("webhook-signature")).contains(SECRET.sign(id, wall.now(), request.body()));
            assertThat(request.bodyText())
                    .isEqualTo("{\"type\":\"throttling.started\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data\":{"
                            + "\"message\":\"50% of the requests for model 'm' in tier default are turned away with"
                            + " 429\",\"model\":\"m\",\"service_tier\":\"default\",\"throttled_share\":0.5}}");
        }
    }

    @Test
    void a_receiver_that_fails_is_tried_again_with_the_same_id() {
        AtomicInteger calls = new AtomicInteger();
        try (FakeUpstream receiver =
                        FakeUpstream.start(request -> Script.json(calls.incrementAndGet() < 3 ? 503 : 200, "{}"));
                AlertWebhook webhook = webhook(receiver, "/")) {
            webhook.accept(alert(1));

            assertThat(receiver.requests()).hasSize(3);
            assertThat(receiver.requests())
                    .extracting(request -> request.header("webhook-id"))
                    .containsOnly(receiver.lastRequest().header("webhook-id"));
            assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(30));
        }
    }

    @Test
    void a_receiver_that_never_answers_well_is_given_up_on() {
        try (FakeUpstream receiver = FakeUpstream.always(Script.json(500, "{}"));
                AlertWebhook webhook = webhook(receiver, "/")) {
            webhook.accept(alert(1));

            assertThat(receiver.requests()).hasSize(1 + AlertWebhook.PAUSES.size());
        }
    }

    @Test
    void a_receiver_that_is_gone_is_left_alone() {
        try (FakeUpstream receiver = FakeUpstream.always(Script.json(410, "{}"));
                AlertWebhook webhook = webhook(receiver, "/")) {
            webhook.accept(alert(1));
            webhook.accept(alert(2));

            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void a_slow_receiver_makes_nobody_wait() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (AlertQueue queue = new AlertQueue("slow", alert -> {
            busy.countDown();
            awaitUninterrupted(release);
        })) {
            queue.accept(alert(0));
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < AlertQueue.CAPACITY + 5; i++) {
                queue.accept(alert(i));
            }
            assertThat(queue.dropped()).isEqualTo(5);
            release.countDown();
        }
    }

    @Test
    void a_receiver_that_breaks_gets_the_next_alert_all_the_same() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        try (AlertQueue queue = new AlertQueue("broken", alert -> {
            two.countDown();
            throw new IllegalStateException("broken on purpose");
        })) {
            queue.accept(alert(1));
            queue.accept(alert(2));
            assertThat(two.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private AlertWebhook webhook(FakeUpstream receiver, String path) {
        URI url = URI.create(receiver.uri().resolve("/") + path.substring(1));
        return new AlertWebhook(new WebhookClient(new WebhookTarget("ops", url, SECRET), 1, reaper, wall), pauses::add);
    }

    private Alert alert(int number) {
        return new Alert.Throttling("throttling/" + number, "m", ServiceTier.STANDARD, 0.5, true, wall.now());
    }
}
