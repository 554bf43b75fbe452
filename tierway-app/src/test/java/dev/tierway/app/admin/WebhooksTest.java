package dev.tierway.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventType;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway, its command line and a receiver over real HTTP. */
class WebhooksTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private final Instant at = Instant.now();

    @TempDir
    private Path folder = Path.of("");

    private AskedGateway gateway(FakeUpstream receiver) throws IOException {
        return new AskedGateway(folder, """
                models:
                  assistant: {deployments: [gpu]}
                projects:
                  shop: {keys: [%s]}
                webhooks:
                  ops: {url: "%s", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}
                  failures: {url: "%sf", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, events: [batch.failed]}
                """.formatted(
                        AskedGateway.SHOP_KEY, receiver.uri(), receiver.uri().resolve("/")));
    }

    private void happens(String id, EventType type) {
        StorageLocation place = new StorageLocation.Sqlite(folder.resolve("ledger.db"));
        try (Database database = Database.open(StorageSettings.at(place))) {
            database.events().add(Event.of(id, type, at, "shop", "batch_of_" + id));
        }
    }

    private static void awaitTold(AskedGateway gateway, String id) {
        Instant until = Instant.now().plus(LONG);
        while (!gateway.run("webhooks", "show", id).out().contains("delivered")) {
            assertThat(Instant.now()).isBefore(until);
        }
    }

    @Test
    void an_event_is_told_and_listed_and_told_again_when_asked() throws Exception {
        try (FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                AskedGateway gateway = gateway(receiver)) {
            happens("evt_1", EventType.BATCH_COMPLETED);
            awaitTold(gateway, "evt_1");

            String minute = Shown.minute(at.getEpochSecond());
            assertThat(gateway.run("webhooks", "list").out()).isEqualTo("""
                    at (UTC)          event  type             project  object          told
                    %s  evt_1  batch.completed  shop     batch_of_evt_1  ops delivered
                    """.formatted(minute));
            assertThat(gateway.run("webhooks", "show", "evt_1").out())
                    .startsWith("batch.completed of batch_of_evt_1, project shop, at " + minute + " UTC\n"
                            + "webhook  status     attempts  last (UTC)")
                    .contains("ops      delivered  1 ", "answered 204");
            assertThat(gateway.run("webhooks", "list", "--delivery", "failed").out())
                    .doesNotContain("evt_1");

            assertThat(gateway.run("webhooks", "replay", "evt_1").out()).isEqualTo("evt_1 is told again to ops\n");
            receiver.awaitRequests(2, LONG);
            assertThat(gateway.run("webhooks", "replay", "evt_1", "--webhook", "failures")
                            .out())
                    .contains("failures");
            receiver.awaitRequests(3, LONG);

            assertThat(receiver.requests())
                    .extracting(it -> it.header("webhook-id").orElseThrow())
                    .containsOnly("evt_1");
            assertThat(receiver.lastRequest().path()).isEqualTo("/f");
            assertThat(gateway.run("audit").out()).contains("webhook_event.replayed", "{\"webhooks\":[\"failures\"]}");
            assertThat(gateway.metrics()).contains("tierway_webhook_delivered_total");
        }
    }

    @Test
    void what_was_not_taken_is_told_after_a_restart_and_only_to_who_wants_it() throws Exception {
        AtomicBoolean healthy = new AtomicBoolean();
        try (FakeUpstream receiver = FakeUpstream.start(request -> Script.json(healthy.get() ? 200 : 503, "{}"))) {
            try (AskedGateway gateway = gateway(receiver)) {
                happens("evt_1", EventType.BATCH_COMPLETED);
                receiver.awaitRequests(1, LONG);
                assertThat(gateway.run("webhooks", "show", "evt_1").out()).contains("waiting");
            }
            healthy.set(true);
            try (AskedGateway gateway = gateway(receiver)) {
                awaitTold(gateway, "evt_1");
            }
            assertThat(receiver.requests())
                    .hasSizeGreaterThan(1)
                    .extracting(RecordedRequest::path)
                    .containsOnly("/");
        }
    }

    @Test
    void what_cannot_be_is_refused_in_one_line() throws Exception {
        try (FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                AskedGateway gateway = gateway(receiver)) {
            happens("evt_1", EventType.BATCH_COMPLETED);

            assertThat(gateway.run("webhooks", "show", "evt_2"))
                    .isEqualTo(new AskedGateway.Result(
                            1, "", "tierway: there is no event 'evt_2'; events are kept for 30 days\n"));
            assertThat(gateway.run("webhooks", "replay", "evt_1", "--webhook", "opps")
                            .err())
                    .isEqualTo("tierway: there is no webhook 'opps'; did you mean 'ops'?\n");
            assertThat(gateway.run("webhooks", "list", "--delivery", "gone").err())
                    .isEqualTo("tierway: 'delivery' must be waiting, delivered or failed, not 'gone'\n");
            assertThat(gateway.run("deferrable", "--by", "tier").err()).contains("--by cannot be 'tier'");
        }
    }

    @Test
    void bulk_traffic_could_have_been_a_batch_at_half_the_price(@TempDir Path other) throws Exception {
        try (AskedGateway gateway = new AskedGateway(other)) {
            gateway.chat(AskedGateway.SHOP_KEY, "default");
            gateway.awaitRequests(1);

            assertThat(gateway.run("deferrable", "--bulk", "1").out()).isEqualTo("""
                    project  model        requests       cost  could be batch  could be flex     saving  share
                    shop     assistant           1  $0.000840               1              0  $0.000420  50.0%
                    total                        1  $0.000840               1              0  $0.000420  50.0%
                    """);
            assertThat(gateway.run("deferrable", "--bulk", "2", "--patience", "0s", "--by", "key")
                            .out())
                    .contains("  $0.000420  50.0%");
            assertThat(gateway.run("deferrable").out()).contains("  $0.000000   0.0%");
        }
    }
}
