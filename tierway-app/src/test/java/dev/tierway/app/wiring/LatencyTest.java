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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Where the time of requests went, from the backend's wire to what an administrator reads. */
class LatencyTest {
    private static final String KEY = "tw-test-0123456789abcdef";
    private static final String ADMIN_KEY = "tw-admin-0123456789abcdef";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CHUNK = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,\"total_tokens\":8}}";
    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":5,\"completion_tokens\":3,\"total_tokens\":8}}";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void an_administrator_reads_which_part_dominates_and_what_met_its_target() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(request -> {
                    if (!request.path().endsWith("/chat/completions")) {
                        return Script.json(404, "{}");
                    }
                    return request.bodyText().contains("\"stream\":true")
                            ? Script.events(CHUNK, CHUNK, CHUNK, USAGE)
                            : Script.json(200, WHOLE);
                });
                RunningGateway gateway = gateway(upstream)) {
            HttpResponse<String> stream = chat(gateway, ",\"stream\":true");
            chat(gateway, ",\"stream\":true,\"service_tier\":\"priority\"");
            chat(gateway, ",\"stream\":true,\"service_tier\":\"priority\"");
            chat(gateway, "");

            assertThat(stream.headers().firstValue("x-tierway-network-ms")).isPresent();
            Map<String, JsonNode> byTier = latency(gateway.address(), ADMIN_KEY, 4);
            JsonNode standard = byTier.get("default");
            JsonNode priority = byTier.get("priority");
            assertThat(standard.at("/ttft/target_ms").doubleValue()).isEqualTo(3_600_000);
            assertThat(standard.at("/ttft/attainment").doubleValue()).isEqualTo(1);
            // The whole reply's first token is not known to anybody.
            assertThat(standard.at("/ttft/num_judged").intValue()).isEqualTo(1);
            assertThat(standard.at("/ttft/num_unknown").intValue()).isEqualTo(1);
            assertThat(standard.at("/parts/network/num_unknown").intValue()).isZero();
            assertThat(standard.at("/parts/prefill/num_unknown").intValue()).isEqualTo(1);
            assertThat(priority.at("/ttft/num_met").intValue()).isZero();
            assertThat(priority.at("/ttft/num_judged").intValue()).isEqualTo(2);
            assertThat(priority.at("/otps/num_met").intValue()).isEqualTo(2);
            assertThat(priority.at("/parts/dominant").stringValue()).isIn("queue", "network", "prefill", "decode");
            assertThat(metrics(gateway))
                    .contains("tierway_target_requests_total{met=\"false\",model=\"m\",target=\"ttft\","
                            + "tier_served=\"priority\"} 2.0")
                    .contains("tierway_part_seconds_count{deployment=\"d\",model=\"m\",part=\"network\","
                            + "tier_served=\"priority\"} 2");
        }
    }

    @Test
    void nothing_travels_between_a_gateway_and_its_own_engine() throws Exception {
        try (TinyGateway gateway = new TinyGateway(folder)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/chat/completions"))
                    .header("Authorization", "Bearer " + TinyGateway.KEY)
                    .POST(
                            HttpRequest.BodyPublishers.ofString(
                                    "{\"model\":\"tiny\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"))
                    .build();

            HttpResponse<String> whole = client.send(request, BodyHandlers.ofString());

            assertThat(whole.headers().firstValue("x-tierway-network-ms")).contains("0.0");
            JsonNode parts = latency(gateway.address(), TinyGateway.ADMIN_KEY, 1)
                    .get("default")
                    .path("parts");
            assertThat(parts.at("/network/mean_ms").doubleValue()).isZero();
            // The engine is ours, so the first token of a whole reply is known too.
            assertThat(parts.at("/prefill/num_unknown").intValue()).isZero();
            assertThat(parts.at("/prefill/mean_ms").doubleValue()).isPositive();
        }
    }

    /** The only bucket's results by tier, once {@code requests} are in it. */
    private Map<String, JsonNode> latency(URI gateway, String adminKey, int requests) throws Exception {
        Instant until = Instant.now().plus(SOON);
        long start = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        while (true) {
            assertThat(Instant.now()).isBefore(until);
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(gateway + "/v1/organization/latency?start_time=" + start
                                    + "&group_by=model&group_by=service_tier"))
                            .header("Authorization", "Bearer " + adminKey)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            Map<String, JsonNode> byTier = new HashMap<>();
            int seen = 0;
            for (JsonNode bucket : json.readTree(answer.body()).path("data")) {
                for (JsonNode result : bucket.path("results")) {
                    byTier.put(result.path("service_tier").stringValue(), result);
                    seen += result.path("num_requests").intValue();
                }
            }
            if (seen == requests) {
                return byTier;
            }
        }
    }

    private String metrics(RunningGateway gateway) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(gateway.address() + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> chat(RunningGateway gateway, String members) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + "/v1/chat/completions"))
                        .header("Authorization", "Bearer " + KEY)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]" + members + "}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    /** Standard cannot miss its target and priority cannot meet it. */
    private RunningGateway gateway(FakeUpstream upstream) throws IOException {
        Path config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                admin: {keys: [%s]}
                deployments:
                  d: {provider: openai-compatible, base_url: "%s", model: llama, concurrency: 4}
                models:
                  m:
                    deployments: [d]
                    targets: {ttft: 1h, min_otps: 0.001, tiers: {priority: {ttft: 1us}}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [priority, standard]}
                """.formatted(
                        folder.resolve("ledger.db"), ADMIN_KEY, upstream.baseUrl(), KEY));
        return Wiring.parts(Map.copyOf(System.getenv()))
                .gateway()
                .start(ConfigSource.file(config).load(System::getenv).config(), (what, bytes, total) -> {});
    }
}
