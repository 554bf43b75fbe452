package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A whole gateway before a fake backend, with calls as an administrator and as a caller make them. */
final class AdminGateway implements AutoCloseable {
    static final String KEY = "tw-test-0123456789abcdef";
    static final String ADMIN_KEY = "tw-admin-0123456789abcdef";

    /** The reservations that most tests configure. */
    static final String PEAK = "reservations:\n  peak: {model: m, project: shop, input_tpm: 100k, output_tpm: 10k,"
            + " from: 2027-01-15, to: 2027-04-20, zone: America/New_York, price: $0.40/h per 1k TPM}\n";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPLY = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":"
            + "{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeUpstream upstream = FakeUpstream.start(
            request -> request.path().endsWith("/chat/completions") ? Script.json(200, REPLY) : Script.json(404, "{}"));
    private final RunningGateway gateway;

    /** @param reservations the section of that name, or nothing */
    AdminGateway(Path folder, String reservations) {
        this(
                folder,
                "shop: {keys: [" + KEY + "], allowed_tiers: [reserved, standard], quota: {per_key: {rpm: 100}},"
                        + " budget: {monthly: $5}}\n  lab: {weight: 2}",
                reservations);
    }

    AdminGateway(Path folder, String projects, String reservations) {
        try {
            Path config = Files.writeString(Files.createTempFile(folder, "gateway", ".yaml"), """
                    version: 1
                    server: {port: 0, drain_timeout: 1s}
                    storage: {url: "sqlite:%s", wait_for_ledger: 10s}
                    admin: {keys: [%s]}
                    deployments:
                      d: {provider: openai-compatible, base_url: "%s", model: llama, concurrency: 4}
                    models:
                      m: {deployments: [d], capacity: {input_tpm: 1M, output_tpm: 100k}, price: {input: $1/M, output: $4/M}}
                    budgets:
                      nightly: {limit: $20, rolling: 24h, max_request: $1}
                    projects:
                      %s
                    %s
                    """.formatted(
                            folder.resolve("ledger.db"), ADMIN_KEY, upstream.baseUrl(), projects, reservations));
            gateway = Wiring.parts(System.getenv())
                    .gateway()
                    .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** A reply with the status that was expected. */
    JsonNode call(int status, String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> reply = send(method, "/v1/organization/" + path, ADMIN_KEY, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        return JSON.readTree(reply.body());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call(200, "GET", path, "");
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return call(200, "POST", path, body);
    }

    /** The code and the message of a refusal. */
    String refusal(int status, String method, String path, String body) throws IOException, InterruptedException {
        JsonNode error = call(status, method, path, body).get("error");
        return error.get("code").asString() + ": " + error.get("message").asString();
    }

    /** A chat's reply. */
    HttpResponse<String> chat(String key, String members) throws IOException, InterruptedException {
        return send("POST", "/v1/chat/completions", key, "{\"model\":\"m\",\"messages\":[]" + members + "}");
    }

    HttpResponse<String> send(String method, String path, String key, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + path))
                        .header("Authorization", "Bearer " + key)
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        gateway.close();
        upstream.close();
    }
}
