package dev.tierway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Timing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The latency path over a real ledger and real HTTP. */
class LatencyRoutesTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final String HOUR = "start_time=" + NOON.getEpochSecond() + "&bucket_width=1h&end_time="
            + NOON.plusSeconds(3_600).getEpochSecond();
    private static final LatencyTargets TARGETS = new LatencyTargets(Map.of(
            "m",
            Map.of(ServiceTier.STANDARD, new LatencyTarget(Optional.of(Duration.ofMillis(500)), Optional.of(20.0)))));

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("t.db"))));
        LatencyRoutes routes = new LatencyRoutes(
                new AdminKeys(Set.of(KeyDigest.of("admin"))), database.ledger()::latency, TARGETS, () -> NOON);
        server = HttpServer.start(HttpServerConfig.defaults().at("127.0.0.1", 0), routes::latency);
    }

    @AfterEach
    void close() {
        server.close();
        database.close();
        client.close();
    }

    @Test
    void tells_attainment_percentiles_and_where_the_time_went() throws Exception {
        database.ledger()
                .append(List.of(
                        // 5 tokens: 4 in 100 ms are 40 a second, 4 in 400 ms are 10.
                        entry("1", "a", "completed", new Timing(millis(10), millis(100), millis(100), millis(5))),
                        entry("2", "a", "completed", new Timing(millis(10), millis(600), millis(400), millis(15))),
                        entry("3", "a", "completed", new Timing(millis(10), millis(900), -1, -1)),
                        entry("4", "a", "client_gone", new Timing(millis(10), millis(1), millis(1), millis(1)))));

        assertThat(get(HOUR + "&group_by=model&group_by=service_tier").body())
                .isEqualTo("{\"object\":\"page\",\"data\":[{\"object\":\"bucket\",\"start_time\":"
                        + NOON.getEpochSecond() + ",\"end_time\":"
                        + NOON.plusSeconds(3_600).getEpochSecond() + ",\"results\":[{"
                        + "\"object\":\"organization.latency.result\",\"num_requests\":3,\"num_not_completed\":1,"
                        + "\"ttft\":{\"target_ms\":500.000,\"num_judged\":2,\"num_met\":1,\"attainment\":0.5,"
                        + "\"p50_ms\":100.000,\"p95_ms\":600.000,\"p99_ms\":600.000,\"num_unknown\":1},"
                        + "\"otps\":{\"target\":20.0,\"num_judged\":2,\"num_met\":1,\"attainment\":0.5,"
                        + "\"mean\":16.000,\"num_unknown\":1},"
                        + "\"parts\":{\"queue\":{\"mean_ms\":10.000,\"num_unknown\":0},"
                        + "\"network\":{\"mean_ms\":10.000,\"num_unknown\":1},"
                        + "\"prefill\":{\"mean_ms\":330.000,\"num_unknown\":1},"
                        + "\"decode\":{\"mean_ms\":250.000,\"num_unknown\":1},\"dominant\":\"prefill\"},"
                        + "\"project_id\":null,\"api_key_id\":null,\"model\":\"m\",\"service_tier\":\"default\","
                        + "\"service_tier_requested\":null,\"use_case\":null,\"deployment\":null,"
                        + "\"reservation\":null,\"outcome\":null}]}],\"has_more\":false,\"next_page\":null}");
    }

    @Test
    void a_group_of_several_targets_names_none_and_is_judged_all_the_same() throws Exception {
        database.ledger().append(List.of(entry("1", "a", "completed", new Timing(0, millis(100), millis(100), 0))));

        assertThat(get(HOUR).body())
                .contains("\"ttft\":{\"target_ms\":null,\"num_judged\":1,\"num_met\":1,\"attainment\":1.0,");
    }

    @Test
    void routes_are_told_apart_and_filtered() throws Exception {
        database.ledger()
                .append(List.of(
                        entry("1", "a", "completed", new Timing(millis(9), millis(10), 0, 0)),
                        entry("2", "b", "completed", new Timing(0, millis(10), 0, millis(9))),
                        entry("3", "c", "completed", new Timing(0, millis(10), millis(90), 0))));

        assertThat(get(HOUR + "&group_by=deployment&deployments=a&deployments=b")
                        .body())
                .containsSubsequence(
                        "\"dominant\":\"queue\"",
                        "\"deployment\":\"a\"",
                        "\"dominant\":\"network\"",
                        "\"deployment\":\"b\"")
                .doesNotContain("\"deployment\":\"c\"");
    }

    @Test
    void nothing_measured_is_null_and_not_zero() throws Exception {
        database.ledger().append(List.of(entry("1", "a", "rate_limit_exceeded", Timing.NONE)));

        assertThat(get(HOUR).body())
                .contains("\"num_requests\":0,\"num_not_completed\":1")
                .contains("\"attainment\":null,\"p50_ms\":null,\"p95_ms\":null,\"p99_ms\":null")
                .contains("\"mean\":null")
                .contains("\"prefill\":{\"mean_ms\":null,\"num_unknown\":0}")
                .contains("\"dominant\":null");
    }

    @Test
    void mistakes_and_strangers_are_turned_away() throws Exception {
        assertThat(get(HOUR + "&group_by=colour").body()).contains("'group_by' cannot be 'colour'");
        HttpResponse<String> stranger = client.send(
                HttpRequest.newBuilder(uri(HOUR))
                        .header("Authorization", "Bearer tierway-dev")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(query))
                        .header("Authorization", "Bearer admin")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String query) {
        return URI.create("http://127.0.0.1:" + server.port() + "/v1/organization/latency?" + query);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static LedgerEntry entry(String id, String deployment, String outcome, Timing timing) {
        return new LedgerEntry(
                id,
                NOON,
                new LedgerEntry.Caller("p", "key", ""),
                "m",
                deployment,
                ServiceTier.STANDARD,
                ServiceTier.STANDARD,
                "requested",
                outcome,
                Usage.of(10, 0, 5),
                LedgerEntry.Hold.NONE,
                timing,
                new LedgerEntry.Cost.Unpriced("unknown_model"),
                "",
                "hash");
    }
}
