package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.core.usage.Usage;
import dev.tierway.simulator.workload.AzureTrace;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsageTotals;
import dev.tierway.testing.SharedData;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day's real traffic through a whole gateway: what is metered is what was used, to the token and the nano-dollar. */
class TraceReplayTest {
    private static final String TRACE = "azure-llm-2023-conv/AzureLLMInferenceTrace_conv.csv";
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final String[] TIERS = {"default", "priority", "flex"};
    private static final int CALLERS = 24;

    @TempDir
    private Path folder;

    /** Tokens of one request of the trace. */
    private record Sizes(int context, int generated) {
        /** Whole quarters of the prompt come from a cache, on every other request. */
        int cached(int number) {
            return number % 2 == 0 ? 0 : context / 4;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void metered_totals_are_the_trace_s_sums(int times) throws Exception {
        List<Sizes> trace = trace();
        BigDecimal told = BigDecimal.ZERO;
        try (FakeUpstream upstream = FakeUpstream.start(TraceReplayTest::answer);
                RunningGateway gateway = gateway(upstream);
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService callers =
                        Executors.newFixedThreadPool(CALLERS, Thread.ofVirtual().factory())) {
            AtomicInteger next = new AtomicInteger();
            List<Future<BigDecimal>> costs = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                costs.add(callers.submit(() -> {
                    BigDecimal sum = BigDecimal.ZERO;
                    for (int it = next.getAndIncrement(); it < trace.size() * times; it = next.getAndIncrement()) {
                        sum = sum.add(ask(client, gateway, it, trace.get(it % trace.size())));
                    }
                    return sum;
                }));
            }
            for (Future<BigDecimal> cost : costs) {
                told = told.add(cost.get());
            }
        }
        Usage expected = expected(trace, times);
        UsageTotals total = ledger();
        assertThat(total.requests()).isEqualTo((long) trace.size() * times);
        assertThat(total.usage()).isEqualTo(expected);
        assertThat(BigDecimal.valueOf(total.costNanos(), 9)).isEqualByComparingTo(told);
        assertThat(total.unpriced()).isZero();
    }

    private static List<Sizes> trace() throws IOException {
        Optional<Path> file = SharedData.find(TRACE);
        assumeTrue(file.isPresent(), "the Azure trace is not here");
        List<Sizes> sizes = new ArrayList<>();
        AzureTrace.read(file.orElseThrow(), it -> sizes.add(new Sizes(it.inputTokens(), it.outputTokens())));
        return sizes;
    }

    private static Usage expected(List<Sizes> trace, int times) {
        long context = 0;
        long cached = 0;
        long generated = 0;
        for (int i = 0; i < trace.size() * times; i++) {
            Sizes sizes = trace.get(i % trace.size());
            context += sizes.context();
            cached += sizes.cached(i);
            generated += sizes.generated();
        }
        assertThat(context).isEqualTo(22_361_870L * times);
        assertThat(generated).isEqualTo(4_088_665L * times);
        return Usage.of(context - cached, cached, generated);
    }

    /** Sends a request of that size and returns what the reply says that it costs. */
    private static BigDecimal ask(HttpClient client, RunningGateway gateway, int number, Sizes sizes)
            throws IOException, InterruptedException {
        boolean stream = number % 3 == 0;
        String user = sizes.context() + "/" + sizes.cached(number) + "/" + sizes.generated();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"service_tier\":\""
                        + TIERS[number % 7 % 3] + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"go\"}],\"user\":\"" + user + "\"}"))
                .build();
        HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return stream
                ? new BigDecimal(between(reply.body(), "\"cost_usd\":", "}"))
                : new BigDecimal(
                        reply.headers().firstValue("x-tierway-cost-usd").orElseThrow());
    }

    private static Script answer(RecordedRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        String body = request.bodyText();
        String[] sizes = between(body, "\"user\":\"", "\"").split("/", -1);
        String usage = "\"usage\":{\"prompt_tokens\":" + sizes[0] + ",\"completion_tokens\":" + sizes[2]
                + ",\"prompt_tokens_details\":{\"cached_tokens\":" + sizes[1] + "}}";
        return body.contains("\"stream\":true")
                ? Script.events(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                        "{\"choices\":[]," + usage + "}")
                : Script.json(
                        200,
                        "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                                + "\"content\":\"hi\"},\"finish_reason\":\"stop\"}]," + usage + "}");
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }

    private UsageTotals ledger() {
        try (Database database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(file())))) {
            return database.ledger().total(LedgerFilter.in(TimeRange.ALL));
        }
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    private RunningGateway gateway(FakeUpstream upstream) throws IOException {
        Path config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 64}
                models:
                  m: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M", cache_read: 0.1, tiers: {priority: 1.75, flex: 0.5}}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [priority, standard, flex]}
                """.formatted(file(), upstream.baseUrl(), KEY));
        return Wiring.parts(System.getenv())
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }
}
