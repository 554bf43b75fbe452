package dev.tierway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The usage and cost paths over a real ledger and real HTTP. */
class UsageRoutesTest {
    private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
    private static final long START = DAY.getEpochSecond();
    private static final Instant NOW = DAY.plusSeconds(2 * 86_400);

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("t.db"))));
        database.ledger()
                .append(List.of(
                        entry("1", DAY, "shop", ServiceTier.PRIORITY, new LedgerEntry.Cost.Priced(1_750, "m@1")),
                        entry(
                                "2",
                                DAY.plusSeconds(60),
                                "lab",
                                ServiceTier.FLEX,
                                new LedgerEntry.Cost.Priced(500, "m@1")),
                        entry(
                                "3",
                                DAY.plusSeconds(90_000),
                                "lab",
                                ServiceTier.BATCH,
                                new LedgerEntry.Cost.Unpriced("unknown_model"))));
        UsageRoutes routes =
                new UsageRoutes(new AdminKeys(Set.of(KeyDigest.of("admin"))), database.ledger()::usage, () -> NOW);
        server = HttpServer.start(HttpServerConfig.defaults().at("127.0.0.1", 0), exchange -> {
            if (exchange.path().endsWith("costs")) {
                routes.costs(exchange);
            } else {
                routes.usage(exchange);
            }
        });
    }

    @AfterEach
    void close() {
        server.close();
        database.close();
        client.close();
    }

    @Test
    void sums_tokens_by_day() throws Exception {
        String body = get("/usage/completions?start_time=" + START).body();
        assertThat(body)
                .startsWith("{\"object\":\"page\",\"data\":[{\"object\":\"bucket\",\"start_time\":" + START
                        + ",\"end_time\":" + (START + 86_400) + ",\"results\":[{"
                        + "\"object\":\"organization.usage.completions.result\",\"input_tokens\":260,"
                        + "\"input_uncached_tokens\":200,\"input_cached_tokens\":40,\"input_cache_write_tokens\":20,"
                        + "\"output_tokens\":100,\"num_model_requests\":2,\"project_id\":null")
                .endsWith("\"has_more\":false,\"next_page\":null}");
    }

    @Test
    void tells_groups_apart() throws Exception {
        String body = get("/costs?start_time=" + START + "&group_by[]=project_id&group_by[]=service_tier&models[]=m")
                .body();
        assertThat(body)
                .contains("\"amount\":{\"value\":0.000000500,\"currency\":\"usd\"},\"line_item\":null,"
                        + "\"num_model_requests\":1,\"num_unpriced_requests\":0,\"project_id\":\"lab\"")
                .contains("\"service_tier\":\"flex\"")
                .contains("\"project_id\":\"shop\"");
    }

    @Test
    void an_unpriced_request_is_counted_and_not_summed() throws Exception {
        assertThat(get("/costs?start_time=" + START + "&batch=true").body())
                .contains("\"value\":0.000000000")
                .contains("\"num_unpriced_requests\":1");
    }

    @Test
    void pages_continue_where_they_ended() throws Exception {
        String first = get("/usage/completions?limit=1&start_time=" + START).body();
        assertThat(first).contains("\"has_more\":true,\"next_page\":\"" + (START + 86_400) + "\"");
        assertThat(get("/usage/completions?limit=1&start_time=" + START + "&end_time=" + (START + 172_800) + "&page="
                                + (START + 86_400))
                        .body())
                .contains("\"num_model_requests\":1")
                .contains("\"has_more\":false");
    }

    @ParameterizedTest
    @CsvSource({
        "/usage/completions, start_time",
        "/usage/completions?start_time=x, start_time",
        "/usage/completions?start_time=1793491200&end_time=1793491100, end_time",
        "/usage/completions?start_time=1793491200&bucket_width=2d, bucket_width",
        "/usage/completions?start_time=1793491200&group_by=colour, group_by",
        "/usage/completions?start_time=1793491200&limit=0, limit",
        "/usage/completions?start_time=1793491200&batch=maybe, batch",
        "/usage/completions?start_time=1793491200&since=1, since",
        "/usage/completions?start_time=1793491200&start_time=1793491201, start_time",
    })
    void names_the_parameter_that_is_wrong(String path, String parameter) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'" + parameter + "'");
    }

    @Test
    void an_inference_key_does_not_open_it() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("/costs?start_time=" + START))
                        .header("Authorization", "Bearer tierway-dev")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("admin_key_required");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", "Bearer admin")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/v1/organization"
                + path.replace("[", "%5B").replace("]", "%5D"));
    }

    private static LedgerEntry entry(String id, Instant at, String project, ServiceTier tier, LedgerEntry.Cost cost) {
        return new LedgerEntry(
                id,
                at,
                new LedgerEntry.Caller(project, "key", ""),
                "m",
                "d",
                tier,
                tier,
                "requested",
                "completed",
                new Usage(100, 20, 10, 0, 50, 0),
                LedgerEntry.Hold.NONE,
                LedgerEntry.Timing.NONE,
                cost,
                "",
                "hash");
    }
}
