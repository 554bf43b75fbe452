package dev.tierway.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.wiring.Wiring;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A whole gateway before a backend that reports fixed usage, and the command line beside it. */
final class AskedGateway implements AutoCloseable {
    static final String ADMIN_KEY = "tw-admin-0123456789abcdef";
    static final String SHOP_KEY = "tw-shop-0123456789abcdef";
    static final String LAB_KEY = "tw-lab-0123456789abcdef";

    /** What each request uses, of which 400 tokens of the prompt are read from the cache. */
    static final int INPUT_TOKENS = 1_000;

    static final int OUTPUT_TOKENS = 50;

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeUpstream backend = FakeUpstream.start(
            request -> request.path().endsWith("/chat/completions") ? Script.json(200, """
                    {"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}}], "usage":
                     {"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 400}}}""") : Script.json(404, "{}"));
    private final RunningGateway gateway;

    /** With the projects shop and lab, who share the reservation peak. */
    AskedGateway(Path folder) throws IOException {
        this(folder, """
                models:
                  assistant: {deployments: [gpu], price: {input: "$1/M", output: "$4/M"}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [reserved, priority, standard], budget: {monthly: $500}}
                  lab: {keys: [%s], allowed_tiers: [reserved, standard]}
                use_cases:
                  checkout: {project: shop, model: assistant, tier: priority, escalate: {after_throttles: 2, to: reserved, for: 1m}}
                reservations:
                  peak: {model: assistant, projects: [shop, lab], input_tpm: 60k, output_tpm: 6k, price: $0.40/h per 1k TPM}
                """.formatted(SHOP_KEY, LAB_KEY));
    }

    /**
     * With its ledger in {@code ledger.db}.
     *
     * @param subjects models on the deployment gpu, and who may use them
     */
    AskedGateway(Path folder, String subjects) throws IOException {
        Path config = Files.writeString(
                folder.resolve("tierway.yaml"),
                """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  gpu: {provider: openai-compatible, base_url: "%s", model: llama, concurrency: 8}
                admin: {keys: [%s]}
                """.formatted(folder.resolve("ledger.db"), backend.baseUrl(), ADMIN_KEY) + subjects);
        gateway = Wiring.parts(Map.of())
                .gateway()
                .start(ConfigSource.file(config).load(_ -> null).config(), (what, bytes, total) -> {});
    }

    URI address() {
        return gateway.address();
    }

    /** Sends a request and gives what the caller was told it costs, in dollars. */
    BigDecimal chat(String key, String tier) throws IOException, InterruptedException {
        HttpResponse<String> reply = answer(key, tier);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return new BigDecimal(reply.headers().firstValue("x-tierway-cost-usd").orElseThrow());
    }

    HttpResponse<String> answer(String key, String tier) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(gateway.address().resolve("/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"assistant\",\"messages\":[],\"service_tier\":\"" + tier + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    String metrics() throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(address().resolve("/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Rows are stored in groups, so they follow a reply by some milliseconds. */
    void awaitRequests(int requests) {
        Instant until = Instant.now().plus(SOON);
        while (run("usage").out().lines().noneMatch(line -> line.strip().startsWith(requests + " "))) {
            assertThat(Instant.now()).isBefore(until);
        }
    }

    /** What a command line did. */
    record Result(int exitCode, String out, String err) {}

    /** Runs a command line that finds this gateway and its admin key in the environment. */
    Result run(String... arguments) {
        return run(Map.of("TIERWAY_URL", address().toString(), "TIERWAY_ADMIN_KEY", ADMIN_KEY), arguments);
    }

    static Result run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new TierwayCommands(
                        Wiring.parts(Map.of()), new Terminal(print(out), print(err), false, environment))
                .run(arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        backend.close();
        client.close();
    }
}
