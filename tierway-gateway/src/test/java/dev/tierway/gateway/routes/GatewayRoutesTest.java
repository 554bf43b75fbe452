package dev.tierway.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.completion.CompletionRoutes;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.HttpHandler;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.pipeline.Accounting;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.RequestLimits;
import dev.tierway.gateway.pipeline.Tracing;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway over real HTTP with a scripted backend. */
class GatewayRoutesTest {
    private static final String CHUNK = "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}";
    private static final Usage USAGE = Usage.of(7, 3, 5);

    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 1);
    private final AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.empty());
    private final Pool pool = pool(backend);
    private final GatewayMetrics metrics = new GatewayMetrics(List.of(pool), Ticker.system());
    private final HttpServer server =
            HttpServer.start(HttpServerConfig.defaults().at("127.0.0.1", 0), routes(pool, metrics, obstacle::get));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void everything_is_given_back() {
        client.close();
        server.close();
        assertThat(pool.gate().open()).isZero();
        assertThat(backend.open()).isZero();
        pool.close();
        metrics.close();
    }

    @Test
    void a_chat_is_answered_and_counted() throws Exception {
        backend.then(call -> ScriptedReply.whole("{\"id\":\"1\"}", USAGE));

        HttpResponse<String> reply = chat("{\"model\":\"m\",\"messages\":[],\"service_tier\":\"flex\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"service_tier\":\"flex\",\"id\":\"1\"}");
        assertThat(reply.headers().firstValue("x-tierway-tier-served")).contains("flex");
        // A request is counted after its reply was sent.
        while (server.runningExchanges() > 0) {
            Thread.onSpinWait();
        }
        assertThat(get("/metrics").body())
                .contains("tierway_requests_total{model=\"m\",outcome=\"completed\",project=\"p\",reason=\"requested\","
                        + "tier_requested=\"flex\",tier_served=\"flex\",use_case=\"\"} 1.0")
                .contains("kind=\"cache_read\"")
                .contains("tierway_deployment_available{deployment=\"backend\",pool=\"pool\"} 1.0");
    }

    @Test
    void a_stream_arrives_event_by_event() throws Exception {
        ScriptedReply.Live live = ScriptedReply.live(USAGE);
        live.send(CHUNK);
        backend.then(call -> live);

        HttpResponse<InputStream> reply =
                client.send(post("{\"model\":\"m\",\"messages\":[],\"stream\":true}"), BodyHandlers.ofInputStream());
        try (InputStream body = reply.body()) {
            byte[] first = new byte[6 + "\"service_tier\":\"default\",".length() + CHUNK.length() + 2];
            assertThat(body.readNBytes(first, 0, first.length)).isEqualTo(first.length);
            assertThat(new String(first, StandardCharsets.UTF_8)).endsWith("\n\n");
            live.end();
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("data: [DONE]\n\n");
        }
        assertThat(reply.headers().firstValue("content-type")).contains("text/event-stream");
    }

    @Test
    void a_client_that_vanishes_mid_stream_cancels_the_backend() throws Exception {
        AtomicReference<Cancellation> cancellation = new AtomicReference<>();
        backend.then(call -> {
            cancellation.set(call.cancellation());
            ScriptedReply.Live endless = ScriptedReply.live(USAGE);
            endless.send(CHUNK);
            return endless;
        });
        HttpResponse<InputStream> reply =
                client.send(post("{\"model\":\"m\",\"messages\":[],\"stream\":true}"), BodyHandlers.ofInputStream());
        assertThat(reply.body().read()).isEqualTo('d');

        reply.body().close();
        while (pool.gate().open() > 0) {
            Thread.onSpinWait();
        }

        assertThat(cancellation.get().reason()).isEqualTo(Cancellation.Reason.CLIENT_GONE);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, 404, completions_not_stored",
        "GET, /v1/completions, 405, method_not_allowed",
        "POST, /v1/models, 405, method_not_allowed",
        "GET, /v1/nothing, 404, unknown_route",
        "GET, /, 404, unknown_route",
        "GET, /v1/models/other, 404, model_not_found",
    })
    void wrong_routes_say_what_there_is(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> reply = client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/batches, batches",
        "/v1/batches/batch_1/cancel, batches",
        "/v1/micro_batches, micro-batches",
        "/v1/micro_batches/batch_req_1, micro-batches",
        "/v1/files/file-1, files",
        "/v1/organization/usage, admin",
    })
    void whole_trees_of_paths_have_routes_of_their_own(String path, String routes) throws Exception {
        assertThat(get(path).body()).isEqualTo(routes + " " + path);
    }

    @Test
    void a_path_that_only_begins_alike_is_not_one_of_a_tree() throws Exception {
        assertThat(get("/v1/batchesome").statusCode()).isEqualTo(404);
    }

    @Test
    void models_are_listed_for_those_with_a_key() throws Exception {
        assertThat(get("/v1/models").body())
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\",\"created\":0,"
                        + "\"owned_by\":\"tierway\"}]}");
        assertThat(get("/v1/models/m").body()).contains("\"id\":\"m\"");
        HttpRequest anonymous = HttpRequest.newBuilder(uri("/v1/models")).build();
        assertThat(client.send(anonymous, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void readiness_names_what_is_in_the_way() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        obstacle.set(Optional.of("the gateway is stopping"));

        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("the gateway is stopping");
    }

    private HttpResponse<String> chat(String body) throws IOException, InterruptedException {
        return client.send(post(body), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest post(String body) {
        return request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer key");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static GatewayRoutes routes(Pool pool, GatewayMetrics metrics, Supplier<Optional<String>> obstacle) {
        Project project = new Project("p", 1, EnumSet.allOf(ServiceTier.class), ServiceTier.STANDARD);
        Authenticator authenticator = Authenticator.of(Map.of(KeyDigest.of("key"), project));
        ModelAliases models = new ModelAliases(Map.of("m", pool));
        InferencePipeline pipeline = new InferencePipeline(new InferencePipeline.Parts(
                authenticator,
                models,
                UseCases.NONE,
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                Accounting.none(Ticker.system(), WallClock.system()),
                metrics,
                Tracing.NONE,
                Ticker.system(),
                () -> "id"));
        return new GatewayRoutes(new GatewayRoutes.Parts(
                pipeline,
                new CompletionRoutes(pipeline, Optional.empty()),
                named("feedback"),
                new ModelsRoute(authenticator, models, Instant.EPOCH),
                new HealthRoutes(obstacle),
                new MetricsRoute(metrics::scrape),
                named("admin"),
                named("files"),
                named("batches"),
                named("micro-batches"),
                named("evals"),
                named("graders")));
    }

    private static HttpHandler named(String name) {
        return exchange -> exchange.respond(200, Headers.NONE, List.of(Slice.utf8(name + " " + exchange.path())));
    }

    private static Pool pool(ScriptedProvider provider) {
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec(provider.name(), provider.capacity(), 0)),
                List.of(),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        return new Pool(
                "pool",
                new AdmissionGate("pool", engine, Ticker.system()),
                Map.of(provider.name(), provider),
                Map.of());
    }
}
