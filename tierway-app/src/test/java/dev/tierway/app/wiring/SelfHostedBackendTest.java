package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway before servers that speak OpenAI's API. */
class SelfHostedBackendTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final String LAB_KEY = "tw-lab-0123456789abcdef";
    private static final String REPLY = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,"
            + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":"
            + "{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}";
    private static final String CHUNK = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void unknown_fields_travel_and_ours_are_set() throws Exception {
        try (FakeUpstream upstream = backend(request -> Script.json(200, REPLY));
                RunningGateway gateway = gateway(upstream)) {
            HttpResponse<String> reply = client.send(
                    chat(
                            gateway,
                            ",\"service_tier\":\"fast\",\"tools\":[{\"type\":\"function\"}],\"new_field\":{\"a\":[1]},"
                                    + "\"priority\":-100,\"cache_salt\":\"stolen\""),
                    BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).startsWith("{\"service_tier\":\"priority\",\"id\":\"1\"");
            assertThat(lastChat(upstream).bodyText())
                    .contains("\"tools\":[{\"type\":\"function\"}]", "\"new_field\":{\"a\":[1]}", "\"model\":\"llama\"")
                    .contains("\"priority\":10")
                    .doesNotContain("-100", "stolen", "service_tier");
            assertThat(lastChat(upstream).header("authorization")).isEmpty();
        }
    }

    @Test
    void gateways_with_the_same_secret_give_a_project_the_same_salt_and_each_project_its_own() throws Exception {
        try (FakeUpstream upstream = backend(request -> Script.json(200, REPLY))) {
            String salt = salt(upstream, "secret: one-of-16-or-more\n", KEY);

            assertThat(salt).hasSize(43);
            assertThat(salt(upstream, "secret: one-of-16-or-more\n", KEY)).isEqualTo(salt);
            assertThat(salt(upstream, "secret: one-of-16-or-more\n", LAB_KEY)).isNotEqualTo(salt);
            assertThat(salt(upstream, "secret: another-of-16-or-more\n", KEY)).isNotEqualTo(salt);
            assertThat(salt(upstream, "", KEY)).isNotEqualTo(salt(upstream, "", KEY));
        }
    }

    /** What a new gateway with {@code settings} sends for a request with {@code key}. */
    private String salt(FakeUpstream upstream, String settings, String key) throws Exception {
        try (RunningGateway gateway = gateway(settings, upstream)) {
            assertThat(client.send(chat(gateway, key, ""), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        String member = "\"cache_salt\":\"";
        String body = lastChat(upstream).bodyText();
        int start = body.indexOf(member) + member.length();
        return body.substring(start, body.indexOf('"', start));
    }

    @Test
    void a_client_that_leaves_mid_stream_cancels_its_upstream() throws Exception {
        try (FakeUpstream upstream =
                        backend(request -> Script.sse().event(CHUNK).stall());
                RunningGateway gateway = gateway(upstream)) {
            HttpResponse<InputStream> reply =
                    client.send(chat(gateway, ",\"stream\":true"), BodyHandlers.ofInputStream());
            assertThat(reply.body().read()).isEqualTo('d');

            reply.body().close();

            upstream.awaitCancelled(1, SOON);
        }
    }

    @Test
    void a_client_that_leaves_before_the_first_byte_cancels_its_upstream() throws Exception {
        try (FakeUpstream upstream = backend(request -> Script.start().stall());
                RunningGateway gateway = gateway(upstream)) {
            Socket socket =
                    new Socket(gateway.address().getHost(), gateway.address().getPort());
            String body = "{\"model\":\"m\",\"messages\":[]}";
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " + KEY
                                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            awaitChat(upstream);

            socket.close();

            upstream.awaitCancelled(1, SOON);
        }
    }

    @Test
    void a_backend_that_resets_is_replaced_before_the_caller_notices() throws Exception {
        try (FakeUpstream broken = backend(request -> Script.start().reset());
                FakeUpstream sound = backend(request -> Script.json(200, REPLY));
                RunningGateway gateway = gateway(broken, sound)) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.send(chat(gateway, ""), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_backend_s_refusal_reaches_the_caller_as_it_is() throws Exception {
        String refusal = "{\"error\":{\"message\":\"temperature must be at most 2\",\"type\":\"invalid_request_error\","
                + "\"param\":\"temperature\",\"code\":null}}";
        try (FakeUpstream upstream = backend(request -> Script.json(400, refusal));
                RunningGateway gateway = gateway(upstream)) {
            HttpResponse<String> reply = client.send(chat(gateway, ""), BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.body()).contains("temperature must be at most 2").contains("\"param\":\"temperature\"");
        }
    }

    /** Probes and scrapes are answered, chats by {@code chats}. */
    private static FakeUpstream backend(Function<RecordedRequest, Script> chats) {
        return FakeUpstream.start(request -> request.path().endsWith("/chat/completions")
                ? chats.apply(request)
                : Script.json(404, "{\"error\":{\"message\":\"not here\"}}"));
    }

    private static RecordedRequest lastChat(FakeUpstream upstream) {
        return upstream.requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void awaitChat(FakeUpstream upstream) {
        int seen = 0;
        while (upstream.requests().stream().noneMatch(request -> request.path().endsWith("/chat/completions"))) {
            upstream.awaitRequests(++seen, SOON);
        }
    }

    private RunningGateway gateway(FakeUpstream... upstreams) throws IOException {
        return gateway("", upstreams);
    }

    /** @param settings more lines of configuration */
    private RunningGateway gateway(String settings, FakeUpstream... upstreams) throws IOException {
        StringBuilder deployments = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < upstreams.length; i++) {
            deployments.append(
                    "  d" + i + ": {provider: openai-compatible, engine: vllm, priority: native, base_url: \""
                            + upstreams[i].baseUrl() + "\", model: llama, concurrency: 4}\n");
            names.append(i == 0 ? "" : ", ").append('d').append(i);
        }
        Path config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                %sserver: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                %smodels:
                  m: {deployments: [%s]}
                projects:
                  shop: {keys: [%s], allowed_tiers: [priority, standard]}
                  lab: {keys: [%s]}
                """.formatted(
                        settings, folder.resolve("ledger.db"), deployments, names, KEY, LAB_KEY));
        return Wiring.parts(System.getenv())
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }

    private static HttpRequest chat(RunningGateway gateway, String members) {
        return chat(gateway, KEY, members);
    }

    private static HttpRequest chat(RunningGateway gateway, String key, String members) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]" + members + "}"))
                .build();
    }
}
