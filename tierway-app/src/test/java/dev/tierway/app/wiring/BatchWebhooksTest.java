package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Whole gateways tell a receiver what became of their batches, over real HTTP. */
class BatchWebhooksTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void submissions_that_were_flushed_by_age_have_their_results_and_are_told_of_once() throws Exception {
        List<JsonNode> results = new ArrayList<>();
        try (FakeUpstream backend = FakeUpstream.start(BatchWebhooksTest::answer);
                FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                BatchBench bench = new BatchBench(folder.resolve("tierway.db"))) {
            try (RunningGateway gateway = gateway(backend, receiver);
                    BatchClient client = new BatchClient(gateway.address(), KEY)) {
                List<String> submissions = new ArrayList<>();
                for (int i = 1; i <= 3; i++) {
                    submissions.add(client.post("/v1/micro_batches", submission(i))
                            .path("id")
                            .asString());
                }
                for (String id : submissions) {
                    results.add(client.get("/v1/micro_batches/" + id + "?wait=40s"));
                }
                receiver.awaitFinished(1, LONG);
            }

            assertThat(results)
                    .extracting(it -> it.path("status").asString())
                    .containsExactly("completed", "completed", "completed");
            assertThat(results)
                    .extracting(it ->
                            it.at("/response/body/choices/0/message/content").asString())
                    .containsExactly("answer 1", "answer 2", "answer 3");
            Set<String> batches = new HashSet<>();
            results.forEach(it -> batches.add(it.path("batch_id").asString()));
            assertThat(batches).hasSize(1);
            assertThat(told(receiver))
                    .containsExactly("batch.completed " + batches.iterator().next());
            assertThat(bench.events()).hasSize(1);
            assertThat(bench.ledger())
                    .extracting(LedgerEntry::requestId)
                    .containsExactlyInAnyOrderElementsOf(
                            results.stream().map(it -> it.path("id").asString()).toList());
        }
    }

    @Test
    void every_end_of_a_batch_is_told_once() throws Exception {
        try (FakeUpstream backend = FakeUpstream.start(BatchWebhooksTest::answer);
                FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                BatchBench bench = new BatchBench(folder.resolve("tierway.db"))) {
            String completed;
            String failed;
            String cancelled;
            try (RunningGateway gateway = gateway(backend, receiver);
                    BatchClient client = new BatchClient(gateway.address(), KEY)) {
                completed = client.created(line(1, "answer") + line(2, "answer"));
                failed = client.created(line(1, "answer") + "{\"custom_id\":");
                cancelled = client.created(line(1, "stall"));
                // The API has no window as short as this.
                bench.begin(new BatchBench.Wanted(
                        "batch_short", 2, Duration.ofSeconds(2), number -> body(number, "stall")));
                client.post("/v1/batches/" + cancelled + "/cancel", "");
                receiver.awaitFinished(4, LONG);

                assertThat(client.get("/v1/batches/" + failed)
                                .at("/errors/data/0/line")
                                .asInt())
                        .isEqualTo(2);
            }

            assertThat(told(receiver))
                    .containsExactlyInAnyOrder(
                            "batch.completed " + completed,
                            "batch.failed " + failed,
                            "batch.cancelled " + cancelled,
                            "batch.expired batch_short");
            assertThat(bench.events()).containsExactlyInAnyOrderElementsOf(told(receiver));
            assertThat(bench.ledger()).hasSize(2);
        }
    }

    @Test
    void nobody_is_told_of_a_micro_batch_that_never_got_a_submission() throws Exception {
        try (FakeUpstream backend = FakeUpstream.start(BatchWebhooksTest::answer);
                FakeUpstream receiver = FakeUpstream.always(Script.json(204, ""));
                BatchBench bench = new BatchBench(folder.resolve("tierway.db"))) {
            bench.abandon("batch_dead");
            try (RunningGateway gateway = gateway(backend, receiver)) {
                assertThat(gateway.address()).isNotNull();
                assertThat(bench.awaitEnd("batch_dead").status()).isEqualTo(BatchStatus.COMPLETED);
            }

            assertThat(bench.events()).isEmpty();
        }
    }

    /** Type and object of each message, whose signature is checked as a receiver does. */
    private static List<String> told(FakeUpstream receiver) throws GeneralSecurityException {
        List<String> told = new ArrayList<>();
        for (RecordedRequest message : receiver.requests()) {
            String id = message.header("webhook-id").orElseThrow();
            assertThat(message.header("webhook-signature")).contains("v1," + hmac(id, message));
            JsonNode event = JSON.readTree(message.body());
            assertThat(event.path("id").asString()).isEqualTo(id);
            told.add(event.path("type").asString() + " " + event.at("/data/id").asString());
        }
        return told;
    }

    private static String hmac(String id, RecordedRequest message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
        String signed = id + "." + message.header("webhook-timestamp").orElseThrow() + "." + message.bodyText();
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static Script answer(RecordedRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{}");
        }
        String wanted = JSON.readTree(request.body()).at("/messages/0/content").asString();
        if (wanted.startsWith("stall")) {
            return Script.start().stall();
        }
        return Script.json(
                200,
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + wanted
                        + "\"}}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}");
    }

    private static String submission(int number) {
        return "{\"custom_id\":\"row-" + number + "\",\"url\":\"/v1/chat/completions\",\"body\":"
                + body(number, "answer") + "}";
    }

    private static String line(int number, String what) {
        return "{\"custom_id\":\"row-" + number + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + body(number, what) + "}\n";
    }

    private static String body(int number, String what) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + what + " " + number + "\"}]}";
    }

    private RunningGateway gateway(FakeUpstream backend, FakeUpstream receiver) throws IOException {
        Path config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, base_url: "%s", model: llama, concurrency: 8}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M"}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [standard, batch]}
                batches: {micro: {max_lines: 100, max_age: 3s}}
                webhooks:
                  ops: {url: "%s", secret: "whsec_%s"}
                """.formatted(
                        folder.resolve("tierway.db"), backend.baseUrl(), KEY, receiver.uri(), SECRET));
        return Wiring.parts(Map.of())
                .gateway()
                .start(ConfigSource.file(config).load(_ -> null).config(), (what, bytes, total) -> {});
    }
}
