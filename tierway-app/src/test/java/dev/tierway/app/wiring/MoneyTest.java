package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers were told a request costs is what the organisation reads later, over a restart too. */
class MoneyTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void the_costs_add_up_to_what_callers_were_told() throws Exception {
        BigDecimal told = BigDecimal.ZERO;
        try (TinyGateway gateway = new TinyGateway(folder)) {
            for (String tier : new String[] {"priority", "default", "flex"}) {
                BigDecimal cost = cost(chat(gateway, TinyGateway.KEY, tier));
                assertThat(cost).isPositive();
                told = told.add(cost);
            }
            assertThat(cost(chat(gateway, TinyGateway.KEY, "reserved"))).isZero();
            awaitRequests(gateway, 4);
        }
        try (TinyGateway restarted = new TinyGateway(folder)) {
            String costs = costs(restarted, "&group_by=project_id").body();
            assertThat(costs)
                    .contains("\"value\":" + told.toPlainString() + ",")
                    .contains("\"num_model_requests\":4,\"num_unpriced_requests\":0,\"project_id\":\"shop\"");
        }
    }

    @Test
    void an_inference_key_reads_no_costs() throws Exception {
        try (TinyGateway gateway = new TinyGateway(folder)) {
            HttpResponse<String> answer =
                    send(request(gateway, "/v1/organization/costs?start_time=86400", TinyGateway.KEY)
                            .build());
            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    /** Rows are stored in groups, so they follow a reply by some milliseconds. */
    private void awaitRequests(TinyGateway gateway, int requests) throws IOException, InterruptedException {
        Instant until = Instant.now().plus(SOON);
        while (!costs(gateway, "").body().contains("\"num_model_requests\":" + requests)) {
            assertThat(Instant.now()).isBefore(until);
        }
    }

    private HttpResponse<String> costs(TinyGateway gateway, String query) throws IOException, InterruptedException {
        long start = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        return send(request(gateway, "/v1/organization/costs?start_time=" + start + query, TinyGateway.ADMIN_KEY)
                .build());
    }

    private HttpResponse<String> chat(TinyGateway gateway, String key, String tier)
            throws IOException, InterruptedException {
        String body = "{\"model\":\"tiny\",\"max_tokens\":8,\"service_tier\":\"" + tier
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        HttpResponse<String> answer = send(request(gateway, "/v1/chat/completions", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static BigDecimal cost(HttpResponse<String> answer) {
        return new BigDecimal(answer.headers().firstValue("x-tierway-cost-usd").orElseThrow());
    }

    private static HttpRequest.Builder request(TinyGateway gateway, String path, String key) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + path)).header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
