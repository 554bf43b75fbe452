package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** Whole gateways on one PostgreSQL. Skipped where none can be started. */
class SharedPostgresqlTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final int LINES = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    /** Nothing is answered before both gateways have asked. */
    private final CountDownLatch both = new CountDownLatch(2);

    @Test
    void two_gateways_run_a_batch_and_each_line_once() throws Exception {
        try (EmbeddedPostgres server = postgres()) {
            String url = "postgresql://postgres@localhost:" + server.getPort() + "/postgres";
            try (FakeUpstream first = FakeUpstream.start(onceBothAsk());
                    FakeUpstream second = FakeUpstream.start(onceBothAsk());
                    RunningGateway one = gateway("one", url, first);
                    RunningGateway two = gateway("two", url, second);
                    BatchClient client = new BatchClient(one.address(), KEY);
                    BatchBench bench = new BatchBench(StorageLocation.parse(url))) {
                assertThat(two.address()).isNotEqualTo(one.address());
                StoredBatch ended = bench.awaitEnd(client.created(input()));

                assertThat(ended.status()).isEqualTo(BatchStatus.COMPLETED);
                assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(LINES, LINES, 0));
                List<String> output = bench.content(ended.outputFile());
                Set<String> ids = new HashSet<>();
                output.forEach(line -> ids.add(JSON.readTree(line).path("id").asString()));
                assertThat(output).hasSize(LINES);
                assertThat(ids).hasSize(LINES);
                assertThat(bench.ledger()).extracting(LedgerEntry::requestId).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(chats(first)).isPositive();
                assertThat(chats(second)).isPositive();
                assertThat(chats(first) + chats(second)).isEqualTo(LINES);
            }
        }
    }

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException | IllegalStateException failed) {
            return Assumptions.abort("no PostgreSQL to test with: " + failed);
        }
    }

    private Function<RecordedRequest, Script> onceBothAsk() {
        AtomicBoolean asked = new AtomicBoolean();
        return request -> {
            if (!chat(request)) {
                return Script.json(404, "{}");
            }
            if (asked.compareAndSet(false, true)) {
                both.countDown();
            }
            try {
                assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return Script.json(
                    200,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}");
        };
    }

    private static boolean chat(RecordedRequest request) {
        return request.path().endsWith("/chat/completions");
    }

    private static long chats(FakeUpstream upstream) {
        return upstream.requests().stream().filter(SharedPostgresqlTest::chat).count();
    }

    private static String input() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            lines.append("{\"custom_id\":\"row-")
                    .append(i)
                    .append("\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\",")
                    .append("\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}}\n");
        }
        return lines.toString();
    }

    private RunningGateway gateway(String name, String database, FakeUpstream backend) throws IOException {
        Path config =
                Files.writeString(folder.resolve(name + ".yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "%s"}
                deployments:
                  d: {provider: openai-compatible, base_url: "%s", model: llama, concurrency: 16}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M"}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [standard, batch]}
                batches: {lines_at_once: 8}
                """.formatted(database, backend.baseUrl(), KEY));
        return Wiring.parts(Map.of())
                .gateway()
                .start(ConfigSource.file(config).load(_ -> null).config(), (what, bytes, total) -> {});
    }
}
