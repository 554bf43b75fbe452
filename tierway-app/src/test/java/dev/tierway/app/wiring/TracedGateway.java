package dev.tierway.app.wiring;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A whole gateway with two deployments of one backend, whose telemetry is sent once it has closed. */
final class TracedGateway implements AutoCloseable {
    static final String KEY = "tw-test-0123456789abcdef";
    static final String PROMPT = "the prompt of a stranger";
    static final String ANSWER = "the answer to it";
    static final String REPLY = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"" + ANSWER + "\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":7,\"total_tokens\":57,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":20}}}";
    static final String CHUNK = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + ANSWER + "\"}}]}";
    static final String USAGE_CHUNK =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":7,\"total_tokens\":57}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeUpstream upstream;
    private final RunningGateway gateway;

    /**
     * @param telemetry the section of that name; empty for none
     * @param chats what the backend does with each request
     */
    TracedGateway(Path folder, String telemetry, Function<RecordedRequest, Script> chats) throws IOException {
        upstream = FakeUpstream.start(request -> request.path().endsWith("/completions")
                ? chats.apply(request)
                : Script.json(404, "{\"error\":{\"message\":\"not here\"}}"));
        Path config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d0: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 4}
                  d1: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 4}
                models:
                  m: {deployments: [d0, d1], price: {input: "$1/M", output: "$4/M"}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [priority, standard, flex]}
                %s
                """.formatted(
                        folder.resolve("ledger.db"), upstream.baseUrl(), upstream.baseUrl(), KEY, telemetry));
        gateway = Wiring.parts(System.getenv())
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }

    static String otlp(URI endpoint, String more) {
        return "telemetry: {otlp: {endpoint: \"" + endpoint + "\"" + more + "}}";
    }

    /** What the backend was asked, oldest first. */
    List<RecordedRequest> chats() {
        return upstream.requests().stream()
                .filter(request -> request.path().endsWith("/completions"))
                .toList();
    }

    FakeUpstream upstream() {
        return upstream;
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A chat with {@code members} more in its body. */
    HttpRequest.Builder chat(String members) {
        return HttpRequest.newBuilder(gateway.address().resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]" + members
                                + "}"));
    }

    String scrape() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(gateway.address().resolve("/metrics")))
                .body();
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
        client.close();
    }
}
