package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.Main;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.evals.EvalRunStatus;
import dev.tierway.storage.evals.ItemQuery;
import dev.tierway.storage.evals.NewEvalRun;
import dev.tierway.storage.evals.StoredEval;
import dev.tierway.storage.evals.StoredEvalRun;
import dev.tierway.storage.evals.StoredItem;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.testing.upstream.FakeUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is killed in the middle of a run; every item has one result and the ledger rows of its calls in the end. */
class KilledEvalRunTest {
    private static final int ITEMS = 400;
    private static final String CRITERIA = """
            [{"type":"string_check","name":"match","input":"{{sample.output_text}}","reference":"{{item.label}}","operation":"eq"},
             {"type":"label_model","name":"judged","model":"m","labels":["good","bad"],"passing_labels":["good"],
              "input":[{"role":"user","content":"judge:good"}]}]""";
    private static final String CONFIG =
            "{\"type\":\"custom\",\"schema\":{\"properties\":{\"item\":{\"type\":\"object\"}}}}";

    @TempDir
    private Path folder;

    @Test
    void no_item_is_lost_and_none_is_doubled_in_results_or_ledger() throws Exception {
        CountDownLatch open = new CountDownLatch(0);
        try (FakeUpstream upstream = FakeUpstream.start(request -> EvalGateway.told(request, open));
                Database database =
                        Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))))) {
            create(database);
            Path config = config(upstream);
            Process first = gateway(config);
            try {
                await(database, run -> run.items().all() >= 60);
            } finally {
                first.destroyForcibly();
                first.waitFor();
            }
            StoredEvalRun killed = run(database);
            assertThat(killed.status()).isEqualTo(EvalRunStatus.IN_PROGRESS);
            assertThat(killed.items().all()).isBetween(60L, ITEMS - 1L);
            assertThat(ledgerRows(database)).isEqualTo(2 * killed.items().all());
            Process second = gateway(config);
            StoredEvalRun ended;
            try {
                ended = await(database, run -> run.status().ended());
            } finally {
                second.destroyForcibly();
                second.waitFor();
            }

            assertThat(ended.status()).isEqualTo(EvalRunStatus.COMPLETED);
            assertThat(ended.items()).isEqualTo(new StoredEvalRun.Tally(ITEMS - 40, 40, 0));
            assertThat(ended.criteria())
                    .containsExactly(new StoredEvalRun.Tally(ITEMS - 40, 40, 0), new StoredEvalRun.Tally(ITEMS, 0, 0));
            assertThat(database.evalItems()
                            .list("evalrun_k", new ItemQuery(OptionalLong.empty(), ITEMS + 1, false, Optional.empty())))
                    .extracting(StoredItem::number)
                    .containsExactlyElementsOf(
                            LongStream.range(0, ITEMS).boxed().toList());
            assertThat(ledgerRows(database)).isEqualTo(2 * ITEMS);
            assertThat(ended.models()).singleElement().satisfies(use -> {
                assertThat(use.calls()).isEqualTo(2 * ITEMS);
                assertThat(use.usage().total()).isEqualTo(2 * ITEMS * 15);
            });
        }
    }

    private static void create(Database database) {
        Instant now = WallClock.system().now();
        database.evals().create(new StoredEval("eval_k", "shop", "k", "null", CONFIG, CRITERIA, now));
        String rows = IntStream.range(0, ITEMS)
                .mapToObj(i -> "{\"item\":{\"text\":\"say:" + i + "\",\"label\":\"" + (i % 10 == 0 ? "no" : i) + "\"}}")
                .collect(Collectors.joining(","));
        database.evalRuns()
                .create(new NewEvalRun(
                        "evalrun_k",
                        "eval_k",
                        new LedgerEntry.Caller("shop", "0123456789ab", ""),
                        "k",
                        "m",
                        "null",
                        "{\"type\":\"completions\",\"model\":\"m\",\"input_messages\":{\"type\":\"template\",\"template\":"
                                + "[{\"role\":\"user\",\"content\":\"{{item.text}}\"}]},\"source\":{\"type\":\"file_content\","
                                + "\"content\":[" + rows + "]}}",
                        now));
    }

    private static StoredEvalRun run(Database database) {
        return database.evalRuns().find("shop", "eval_k", "evalrun_k").orElseThrow();
    }

    private StoredEvalRun await(Database database, Predicate<StoredEvalRun> wanted) {
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        StoredEvalRun run = run(database);
        while (!wanted.test(run)) {
            assertThat(System.nanoTime())
                    .as("still %s %s", run.status(), run.items())
                    .isLessThan(until);
            LockSupport.parkNanos(this, Duration.ofMillis(10).toNanos());
            run = run(database);
        }
        return run;
    }

    private static long ledgerRows(Database database) {
        Instant now = WallClock.system().now();
        return database.ledger()
                .total(LedgerFilter.in(new TimeRange(now.minus(Duration.ofHours(1)), now.plusSeconds(60))))
                .requests();
    }

    /** Waits until it listens. */
    private static Process gateway(Path config) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx200m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        config.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(" on http://")) {
                return process;
            }
        }
        throw new AssertionError("the gateway ended by itself");
    }

    private Path config(FakeUpstream upstream) throws IOException {
        return Files.writeString(
                folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 4}
                models:
                  m: {deployments: [d], price: {input: "$1/M", output: "$4/M"}}
                projects:
                  shop: {keys: [tw-test-0123456789abcdef], allowed_tiers: [standard]}
                """.formatted(folder.resolve("tierway.db"), upstream.baseUrl()));
    }
}
