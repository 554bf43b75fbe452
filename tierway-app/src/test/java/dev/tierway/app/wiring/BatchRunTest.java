package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole gateways run batches that lie in their database. */
class BatchRunTest {
    private static final Pattern NUMBER = Pattern.compile("\"user\":\"n(\\d+)\"");
    private static final Pattern RESULT = Pattern.compile("\\{\"id\":\"([^\"]+)\",\"custom_id\":\"([^\"]+)\",.*");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private BatchBench bench;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Map<Integer, AtomicInteger> attempts = new ConcurrentHashMap<>();

    @BeforeEach
    void open() {
        bench = new BatchBench(folder.resolve("tierway.db"));
    }

    @AfterEach
    void close() {
        gate.countDown();
        bench.close();
    }

    @Test
    void every_line_has_one_result_and_one_ledger_row_that_agree_to_the_token() throws Exception {
        bench.begin(new BatchBench.Wanted("batch_a", 300, DAY, BatchRunTest::body));

        StoredBatch ended;
        try (FakeUpstream upstream = FakeUpstream.start(this::answer);
                RunningGateway gateway = gateway(upstream, "")) {
            ended = bench.awaitEnd("batch_a");
            assertThat(metrics(gateway.address()))
                    .contains("tierway_batch_lines_total{model=\"m\",outcome=\"completed\"} 270.0")
                    .contains("tierway_batch_lines_total{model=\"m\",outcome=\"failed\"} 30.0");
        }

        assertThat(ended.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(300, 270, 30));
        assertThat(ended.at(BatchStatus.FINALIZING)).isPresent();
        List<String> output = bench.content(ended.outputFile());
        List<String> errors = bench.content(ended.errorFile());
        assertThat(output)
                .hasSize(270)
                .allSatisfy(line -> assertThat(line)
                        .contains("\"response\":{\"status_code\":200,\"request_id\":\"batch_a_req_")
                        .contains("\"service_tier\":\"batch\"")
                        .endsWith("},\"error\":null}"));
        assertThat(errors)
                .hasSize(30)
                .allSatisfy(
                        line -> assertThat(line).contains("\"status_code\":400").contains("no such thing"));
        Map<String, LedgerEntry> rows = rows();
        assertThat(rows.keySet()).isEqualTo(ids(output, errors)).hasSize(300);
        assertThat(rows.values()).allSatisfy(row -> assertThat(row.servedTier()).isNotNull());
        Usage used = rows.values().stream().map(LedgerEntry::usage).reduce(Usage.NONE, Usage::plus);
        assertThat(ended.use().usage()).isEqualTo(used);
        assertThat(used.output()).isEqualTo(270 * 7);
        assertThat(ended.use().costNanos())
                .isEqualTo(rows.values().stream().mapToLong(BatchRunTest::nanos).sum())
                .isPositive();
    }

    @Test
    void what_backends_fail_at_is_tried_again() throws Exception {
        bench.begin(new BatchBench.Wanted("batch_r", 4, DAY, number -> body(number, "flaky")));

        try (FakeUpstream upstream = FakeUpstream.start(this::answer);
                RunningGateway gateway = gateway(upstream, "scheduling: {attempts: 1}")) {
            StoredBatch ended = bench.awaitEnd("batch_r");

            assertThat(gateway.address()).isNotNull();
            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(4, 4, 0));
            assertThat(ended.errorFile()).isEmpty();
        }
        assertThat(attempts)
                .hasSize(4)
                .allSatisfy((number, times) -> assertThat(times.get()).isGreaterThan(1));
        assertThat(rows()).hasSize(4);
    }

    @Test
    void a_cancelled_batch_keeps_what_was_done() throws Exception {
        bench.begin(new BatchBench.Wanted("batch_c", 40, DAY, number -> body(number, number > 10 ? "slow" : "good")));

        try (FakeUpstream upstream = FakeUpstream.start(this::answer);
                RunningGateway gateway = gateway(upstream, "")) {
            assertThat(gateway.address()).isNotNull();
            bench.await("batch_c", it -> it.counts().completed() == 10);
            bench.cancel("batch_c");
            StoredBatch ended = bench.awaitEnd("batch_c");

            assertThat(ended.status()).isEqualTo(BatchStatus.CANCELLED);
            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(40, 10, 30));
            assertThat(ended.at(BatchStatus.CANCELLING)).isPresent();
            assertThat(bench.content(ended.outputFile())).hasSize(10);
            assertThat(bench.content(ended.errorFile()))
                    .hasSize(30)
                    .allSatisfy(line -> assertThat(line)
                            .endsWith(
                                    ",\"response\":null,\"error\":{\"code\":\"batch_cancelled\",\"message\":\"This request was"
                                            + " not executed because the batch was cancelled.\"}}"));
            upstream.awaitCancelled(1, Duration.ofSeconds(20));
        }
        assertThat(rows()).hasSize(10);
    }

    @Test
    void lines_that_do_not_run_in_time_expire() throws Exception {
        bench.begin(new BatchBench.Wanted(
                "batch_e", 20, Duration.ofSeconds(4), number -> body(number, number > 5 ? "slow" : "good")));

        try (FakeUpstream upstream = FakeUpstream.start(this::answer);
                RunningGateway gateway = gateway(upstream, "")) {
            assertThat(gateway.address()).isNotNull();
            StoredBatch ended = bench.awaitEnd("batch_e");

            assertThat(ended.status()).isEqualTo(BatchStatus.EXPIRED);
            assertThat(ended.at(BatchStatus.EXPIRED)).isPresent();
            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(20, 5, 15));
            assertThat(bench.content(ended.outputFile())).hasSize(5);
            assertThat(bench.content(ended.errorFile()))
                    .hasSize(15)
                    .allSatisfy(line -> assertThat(line)
                            .endsWith(
                                    ",\"response\":null,\"error\":{\"code\":\"batch_expired\",\"message\":\"This request could"
                                            + " not be executed before the completion window expired.\"}}"));
        }
        assertThat(rows()).hasSize(5);
    }

    @Test
    void identical_lines_run_once_and_the_others_cost_nothing() throws Exception {
        bench.begin(
                new BatchBench.Wanted("batch_i", 30, DAY, number -> body(number % 3, "good")),
                number -> ("same as " + number % 3).getBytes(StandardCharsets.UTF_8));

        try (FakeUpstream upstream = FakeUpstream.start(this::answer);
                RunningGateway gateway = gateway(upstream, "batches: {lines_at_once: 4}")) {
            assertThat(gateway.address()).isNotNull();
            StoredBatch ended = bench.awaitEnd("batch_i");

            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(30, 30, 0));
            assertThat(ended.use().usage().output()).isEqualTo(3 * 7);
            assertThat(bench.content(ended.outputFile()))
                    .hasSize(30)
                    .filteredOn(line -> line.contains("\"completion_tokens\":0"))
                    .hasSize(27);
        }
        assertThat(attempts.values().stream().mapToInt(AtomicInteger::get).sum())
                .isEqualTo(3);
        assertThat(rows()).hasSize(30);
        assertThat(rows().values())
                .filteredOn(row -> row.reason().equals("shared"))
                .hasSize(27)
                .allSatisfy(row -> assertThat(nanos(row)).isZero());
    }

    @Test
    void a_gateway_that_stops_gives_back_its_lines_and_another_goes_on() throws Exception {
        bench.begin(new BatchBench.Wanted("batch_s", 30, DAY, number -> body(number, number > 10 ? "slow" : "good")));

        try (FakeUpstream upstream = FakeUpstream.start(this::answer)) {
            try (RunningGateway gateway = gateway(upstream, "")) {
                assertThat(gateway.address()).isNotNull();
                bench.await("batch_s", it -> it.counts().completed() == 10);
            }
            gate.countDown();
            try (RunningGateway gateway = gateway(upstream, "")) {
                assertThat(gateway.address()).isNotNull();
                StoredBatch ended = bench.awaitEnd("batch_s");
                assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(30, 30, 0));
            }
        }
        assertThat(rows()).hasSize(30);
    }

    @Test
    void two_gateways_share_a_batch() throws Exception {
        bench.begin(new BatchBench.Wanted("batch_t", 400, DAY, BatchRunTest::body));

        Set<String> ports = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        try (FakeUpstream first = FakeUpstream.start(request -> answered(() -> seen("first", ports, both), request));
                FakeUpstream second =
                        FakeUpstream.start(request -> answered(() -> seen("second", ports, both), request));
                RunningGateway one = gateway(first, "batches: {lines_at_once: 8}");
                RunningGateway two = gateway(second, "batches: {lines_at_once: 8}")) {
            assertThat(one.address()).isNotEqualTo(two.address());
            StoredBatch ended = bench.awaitEnd("batch_t");

            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(400, 360, 40));
            assertThat(ids(bench.content(ended.outputFile()), bench.content(ended.errorFile())))
                    .hasSize(400)
                    .isEqualTo(rows().keySet());
        }
        assertThat(ports).containsExactlyInAnyOrder("first", "second");
        assertThat(attempts.values())
                .allSatisfy(times -> assertThat(times.get()).isOne());
    }

    private Script answered(Runnable before, RecordedRequest request) {
        if (request.path().endsWith("/chat/completions")) {
            before.run();
        }
        return answer(request);
    }

    /** Answers wait until both gateways have sent a line, however much later one of them started. */
    private static void seen(String by, Set<String> ports, CountDownLatch both) {
        if (ports.add(by)) {
            both.countDown();
        }
        try {
            assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Script answer(RecordedRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        String body = request.bodyText();
        Matcher number = NUMBER.matcher(body);
        assertThat(number.find()).isTrue();
        int times = attempts.computeIfAbsent(Integer.valueOf(number.group(1)), _ -> new AtomicInteger())
                .incrementAndGet();
        if (body.contains("\"bad\"")) {
            return Script.json(400, "{\"error\":{\"message\":\"no such thing\"}}");
        }
        if (body.contains("\"flaky\"") && times == 1) {
            return Script.json(500, "{\"error\":{\"message\":\"not now\"}}");
        }
        Script good = Script.json(
                200,
                "{\"choices\":[],\n\"usage\":{\"prompt_tokens\":" + (Integer.parseInt(number.group(1)) % 50 + 1)
                        + ",\"completion_tokens\":7,\"total_tokens\":9}}");
        if (body.contains("\"slow\"") && gate.getCount() > 0) {
            return Script.start().stall();
        }
        return good;
    }

    private static String body(int number) {
        return body(number, number % 10 == 0 ? "bad" : "good");
    }

    private static String body(int number, String kind) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + kind + "\"}],\"user\":\"n" + number
                + "\"}";
    }

    private Map<String, LedgerEntry> rows() {
        Map<String, LedgerEntry> rows = new HashMap<>();
        for (LedgerEntry entry : bench.ledger()) {
            assertThat(rows.put(entry.requestId(), entry)).as("a row before").isNull();
        }
        return rows;
    }

    private static Set<String> ids(List<String> output, List<String> errors) {
        Set<String> ids = new HashSet<>();
        for (List<String> lines : List.of(output, errors)) {
            for (String line : lines) {
                Matcher result = RESULT.matcher(line);
                assertThat(result.matches()).as(line).isTrue();
                assertThat(ids.add(result.group(1))).as("a result before").isTrue();
                assertThat(result.group(1)).endsWith(result.group(2).replace("row-", "_req_"));
            }
        }
        return ids;
    }

    private static long nanos(LedgerEntry row) {
        return switch (row.cost()) {
            case LedgerEntry.Cost.Priced priced -> priced.nanos();
            case LedgerEntry.Cost.Unpriced unpriced -> throw new AssertionError(unpriced.reason());
        };
    }

    private static String metrics(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private RunningGateway gateway(FakeUpstream upstream, String more) throws IOException {
        Path config = Files.writeString(Files.createTempFile(folder, "tierway", ".yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 64}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M"}}
                projects:
                  shop: {keys: [tw-test-0123456789abcdef], allowed_tiers: [standard, batch]}
                %s
                """.formatted(
                        folder.resolve("tierway.db"), upstream.baseUrl(), more));
        return Wiring.parts(Map.copyOf(System.getenv()))
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }
}
