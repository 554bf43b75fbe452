package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.batch.GatewayProcess;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that waits for its ledger is killed at any moment; whoever has an answer whole finds it in the ledger. */
class KilledGatewayTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final int ROUNDS = 6;
    private static final int CALLERS = 8;
    private static final int MOST_ANSWERS = 300;

    @TempDir
    private Path folder;

    /** What a caller knows of a request: its id, and its cost unless it failed. */
    private record Answer(String id, BigDecimal cost) {}

    @Test
    void whoever_has_an_answer_whole_finds_it_in_the_ledger_once() throws Exception {
        RandomGenerator random = new Random(20_261_122);
        Map<String, BigDecimal> answers = new HashMap<>();
        try (FakeUpstream upstream = FakeUpstream.start(KilledGatewayTest::answer)) {
            Path config = config(upstream);
            for (int round = 0; round < ROUNDS; round++) {
                answers.putAll(answersUntilKilled(config, 1 + random.nextInt(MOST_ANSWERS)));
            }
        }
        assertThat(answers).hasSizeGreaterThan(ROUNDS * MOST_ANSWERS / 5);
        Map<String, BigDecimal> rows = new HashMap<>();
        for (LedgerEntry entry : ledger()) {
            assertThat(rows.put(entry.requestId(), cost(entry)))
                    .as("a row before")
                    .isNull();
        }
        assertThat(rows).containsAllEntriesOf(answers);
    }

    private static BigDecimal cost(LedgerEntry entry) {
        return switch (entry.cost()) {
            case LedgerEntry.Cost.Priced priced -> BigDecimal.valueOf(priced.nanos(), 9);
            case LedgerEntry.Cost.Unpriced unpriced -> throw new AssertionError(unpriced.reason());
        };
    }

    /** Runs a gateway under load until callers have so many answers, kills it, and gives every answer they have. */
    private static Map<String, BigDecimal> answersUntilKilled(Path config, int answers) throws Exception {
        Map<String, BigDecimal> told = new ConcurrentHashMap<>();
        CountDownLatch enough = new CountDownLatch(answers);
        try (GatewayProcess gateway = GatewayProcess.start(config);
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = gateway.address();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int number = caller; ; number += CALLERS) {
                            Answer answer = ask(client, address, number);
                            told.put(answer.id(), answer.cost());
                            enough.countDown();
                        }
                    } catch (IOException | InterruptedException killed) {
                        // what came of that answer is not whole
                    }
                }));
            }
            assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
            gateway.kill();
            for (Thread caller : callers) {
                caller.join();
            }
        }
        return told;
    }

    /** Throws when the answer does not come whole. */
    private static Answer ask(HttpClient client, URI address, int number) throws IOException, InterruptedException {
        boolean stream = number % 2 == 0;
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + KEY)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"stream\":" + stream
                                + ",\"messages\":[],\"user\":\"" + (number % 7 == 0 ? "bad" : "good") + "\"}"))
                        .build(),
                BodyHandlers.ofString());
        String id = reply.headers().firstValue("x-tierway-request-id").orElseThrow();
        if (reply.statusCode() != 200) {
            return new Answer(id, BigDecimal.valueOf(0, 9));
        }
        if (!stream) {
            return new Answer(
                    id,
                    new BigDecimal(
                            reply.headers().firstValue("x-tierway-cost-usd").orElseThrow()));
        }
        if (!reply.body().endsWith("data: [DONE]\n\n")) {
            throw new IOException("the stream was cut");
        }
        int cost = reply.body().indexOf("\"cost_usd\":") + "\"cost_usd\":".length();
        return new Answer(
                id, new BigDecimal(reply.body().substring(cost, reply.body().indexOf('}', cost))));
    }

    private static Script answer(RecordedRequest request) {
        String body = request.bodyText();
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        if (body.contains("\"bad\"")) {
            return Script.json(400, "{\"error\":{\"message\":\"no\"}}");
        }
        String usage = "\"usage\":{\"prompt_tokens\":" + (body.length() % 50 + 1) + ",\"completion_tokens\":7}";
        return body.contains("\"stream\":true")
                ? Script.events(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                        "{\"choices\":[]," + usage + "}")
                : Script.json(200, "{\"choices\":[]," + usage + "}");
    }

    private List<LedgerEntry> ledger() {
        try (Database database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(file())))) {
            return database.ledger().appended(0, 1_000_000).stream()
                    .map(LedgerRow::entry)
                    .toList();
        }
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    private Path config(FakeUpstream upstream) throws IOException {
        return Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0}
                storage: {url: "sqlite:%s", wait_for_ledger: 10s}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 16}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M"}}
                projects:
                  shop: {keys: [%s]}
                """.formatted(file(), upstream.baseUrl(), KEY));
    }
}
