package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.batch.GatewayProcess;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is killed in the middle of a batch; every line has one result and one ledger row in the end. */
class KilledRunnerTest {
    private static final Pattern NUMBER = Pattern.compile("\"user\":\"n(\\d+)\"");
    private static final int LINES = 1_000;
    private static final int KILLS = 1;

    @TempDir
    private Path folder;

    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();

    @Test
    void no_line_is_lost_and_none_is_repeated_after_its_result() throws Exception {
        RandomGenerator random = new Random(20_261_122);
        try (BatchBench bench = new BatchBench(folder.resolve("tierway.db"));
                FakeUpstream upstream = FakeUpstream.start(this::answer)) {
            bench.begin(new BatchBench.Wanted("batch_k", LINES, Duration.ofDays(1), KilledRunnerTest::body));
            Path config = config(upstream);
            Map<String, Integer> settled = new HashMap<>();
            for (int kill = 0; kill < KILLS; kill++) {
                int more = 50 + random.nextInt(250);
                long before = done(bench.batch("batch_k"));
                try (GatewayProcess gateway = GatewayProcess.start(config)) {
                    bench.await("batch_k", batch -> done(batch) >= before + more);
                    gateway.kill();
                }
                for (LedgerEntry row : bench.ledger()) {
                    settled.put(number(row.requestId()), times(number(row.requestId())));
                }
            }
            assertThat(settled).hasSizeBetween(100, LINES - 1);
            StoredBatch ended;
            try (GatewayProcess gateway = GatewayProcess.start(config)) {
                ended = bench.awaitEnd("batch_k");
                gateway.kill();
            }

            assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(LINES, LINES * 9 / 10, LINES / 10));
            settled.forEach((line, times) ->
                    assertThat(times(line)).as("line %s ran again", line).isEqualTo(times));
            Set<String> results = new HashSet<>();
            for (List<String> file : List.of(bench.content(ended.outputFile()), bench.content(ended.errorFile()))) {
                file.forEach(line -> assertThat(results.add(line.substring(7, line.indexOf('"', 7))))
                        .as("a result before")
                        .isTrue());
            }
            Map<String, LedgerEntry> rows = new HashMap<>();
            bench.ledger()
                    .forEach(row -> assertThat(rows.put(row.requestId(), row))
                            .as("a row before")
                            .isNull());
            assertThat(rows.keySet()).isEqualTo(results).hasSize(LINES);
            assertThat(ended.use().usage())
                    .isEqualTo(rows.values().stream().map(LedgerEntry::usage).reduce(Usage.NONE, Usage::plus));
        }
    }

    private static long done(StoredBatch batch) {
        return batch.counts().completed() + batch.counts().failed();
    }

    private static String number(String requestId) {
        return requestId.substring(requestId.lastIndexOf('_') + 1);
    }

    private int times(String line) {
        return attempts.getOrDefault(line, new AtomicInteger()).get();
    }

    private Script answer(RecordedRequest request) {
        Matcher number = NUMBER.matcher(request.bodyText());
        if (!number.find()) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        attempts.computeIfAbsent(number.group(1), _ -> new AtomicInteger()).incrementAndGet();
        if (Integer.parseInt(number.group(1)) % 10 == 0) {
            return Script.json(400, "{\"error\":{\"message\":\"no\"}}");
        }
        return Script.json(
                200,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + number.group(1)
                        + ",\"completion_tokens\":7,\"total_tokens\":9}}");
    }

    private static String body(int number) {
        return "{\"model\":\"m\",\"messages\":[],\"user\":\"n" + number + "\"}";
    }

    private Path config(FakeUpstream upstream) throws IOException {
        return Files.writeString(
                folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0}
                storage: {url: "sqlite:%s"}
                batches: {lines_at_once: 32}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 16}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M"}}
                projects:
                  shop: {keys: [tw-test-0123456789abcdef], allowed_tiers: [standard, batch]}
                """.formatted(folder.resolve("tierway.db"), upstream.baseUrl()));
    }
}
