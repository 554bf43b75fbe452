package dev.tierway.gateway.batch;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.batch.api.BatchRoutes;
import dev.tierway.gateway.batch.input.BatchPools;
import dev.tierway.gateway.batch.input.BatchValidator;
import dev.tierway.gateway.batch.input.LineIntake;
import dev.tierway.gateway.batch.micro.MicroBatchRoutes;
import dev.tierway.gateway.batch.micro.MicroBatches;
import dev.tierway.gateway.http.HttpServer;
import dev.tierway.gateway.http.HttpServerConfig;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import dev.tierway.storage.file.FileSink;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.file.StoredFile;
import dev.tierway.storage.ledger.LedgerEntry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A database with files and batches, what reads them in, and their API over real HTTP; nothing runs lines by itself. */
public final class BatchFixture implements AutoCloseable {
    public static final String KEY = "key";
    public static final String OTHER_KEY = "other-key";
    public static final String STANDARD_ONLY_KEY = "standard-only-key";
    public static final String CHAT = "/v1/chat/completions";
    public static final int MOST_LINES = 5;
    public static final int LONGEST_LINE = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public final FakeWall wall = new FakeWall("2026-11-22T10:00:00Z");
    public final Database database;
    public final LineIntake intake;
    public final BatchValidator validator;
    public final MicroBatches micro;

    private final AtomicInteger drawn = new AtomicInteger();
    private final IdSource ids = () -> "%026d".formatted(drawn.incrementAndGet());
    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 1);
    private final Pool pool;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    public BatchFixture(Path folder, MicroBatches.Bounds bounds, TokenPool... pools) {
        database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))));
        Project shop = project("shop", EnumSet.allOf(ServiceTier.class));
        Project lab = project("lab", EnumSet.allOf(ServiceTier.class));
        Project live = project("live", EnumSet.of(ServiceTier.STANDARD));
        pool = pool();
        ModelAliases models = new ModelAliases(Map.of("m", pool, "m2", pool));
        UseCases useCases = new UseCases(List.of(
                useCase("reports", Optional.of("m"), ServiceTier.BATCH),
                useCase("checkout", Optional.of("m"), ServiceTier.STANDARD)));
        BatchPools batchPools = new BatchPools(List.of(pools));
        intake = new LineIntake(models, useCases, ids);
        validator = new BatchValidator(
                new BatchValidator.Parts(
                        database.files(wall),
                        database.batches(),
                        database.batchLines(),
                        intake,
                        Map.of("shop", shop, "lab", lab),
                        batchPools,
                        wall,
                        _ -> Alongside.NOTHING),
                new BatchValidator.Bounds(MOST_LINES, LONGEST_LINE));
        Authenticator authenticator = Authenticator.of(
                Map.of(KeyDigest.of(KEY), shop, KeyDigest.of(OTHER_KEY), lab, KeyDigest.of(STANDARD_ONLY_KEY), live));
        BatchRoutes batches = new BatchRoutes(new BatchRoutes.Parts(
                authenticator, useCases, database.files(wall), database.batches(), wall, ids, () -> {}));
        micro = new MicroBatches(
                new MicroBatches.Parts(
                        database.batches(),
                        database.batchLines(),
                        intake,
                        batchPools,
                        wall,
                        Ticker.system(),
                        ids,
                        () -> {}),
                bounds);
        MicroBatchRoutes submissions = new MicroBatchRoutes(authenticator, micro, Ticker.system());
        server = HttpServer.start(
                HttpServerConfig.defaults().at("127.0.0.1", 0),
                exchange -> (exchange.path().startsWith(BatchRoutes.PATH) ? batches : submissions).handle(exchange));
    }

    private static Project project(String name, Set<ServiceTier> tiers) {
        return new Project(name, 1, tiers, ServiceTier.STANDARD);
    }

    private static UseCase useCase(String name, Optional<String> model, ServiceTier tier) {
        return new UseCase(name, "shop", model, Set.of(tier), tier, UseCase.Defaults.NONE, null);
    }

    private Pool pool() {
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec(backend.name(), backend.capacity(), 0)),
                List.of(),
                Map.of(),
                new SplittableRandom(1));
        return new Pool(
                "pool", new AdmissionGate("pool", engine, Ticker.system()), Map.of(backend.name(), backend), Map.of());
    }

    /** A file of project shop. */
    public StoredFile file(String purpose, String content) {
        NewFile file = new NewFile("file-" + ids.next(), "shop", purpose, "input.jsonl", wall.now(), Optional.empty());
        try (FileSink sink = database.files(wall).create(file)) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            sink.write(bytes, 0, bytes.length);
            return sink.finish();
        }
    }

    /** A line that can be run. */
    public static String line(String customId) {
        return line(customId, "m");
    }

    public static String line(String customId, String model) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"" + CHAT + "\",\"body\":{\"model\":\""
                + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}}";
    }

    /** A batch of project shop on the input file. */
    public StoredBatch batch(String inputFile, String useCase) {
        return database.batches()
                .create(new NewBatch(
                        "batch_" + ids.next(),
                        new LedgerEntry.Caller("shop", KeyDigest.of(KEY).id(), useCase),
                        CHAT,
                        inputFile,
                        "24h",
                        Map.of(),
                        Optional.empty(),
                        false,
                        false,
                        wall.now(),
                        wall.now().plus(Duration.ofHours(24))));
    }

    /** Reads a batch in, as whoever runs batches does. */
    public StoredBatch readIn(StoredBatch batch) {
        BatchClaim claim = database.batches().claim(batch.id(), lease()).orElseThrow();
        try {
            validator.validate(claim, batch);
        } finally {
            database.batches().release(claim);
        }
        return stored(batch.id());
    }

    public StoredBatch stored(String id) {
        return database.batches().find(id).orElseThrow();
    }

    private Lease lease() {
        return new Lease("node", wall.now(), Duration.ofMinutes(1));
    }

    /** The lines of a batch in progress that wait, now running. */
    public List<ClaimedLine> lines(String batch) {
        return database.batchLines().claim(batch, 100, lease());
    }

    /** Gives a line its result. */
    public void finish(ClaimedLine line, LineOutcome outcome) {
        Instant now = wall.now();
        database.batchLines()
                .finish(List.of(new FinishedLine(
                        line.claim(),
                        outcome,
                        new LedgerEntry(
                                line.claim().requestId(),
                                now,
                                new LedgerEntry.Caller("shop", KeyDigest.of(KEY).id(), ""),
                                "m",
                                "backend",
                                ServiceTier.BATCH,
                                ServiceTier.BATCH,
                                "requested",
                                "completed",
                                Usage.of(7, 3, 5),
                                LedgerEntry.Hold.NONE,
                                LedgerEntry.Timing.NONE,
                                new LedgerEntry.Cost.Priced(1_500, "v1"),
                                "",
                                "config"))));
    }

    public HttpResponse<String> call(String key, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("authorization", "Bearer " + key)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public JsonNode ok(String method, String path, String body, String... headers) throws Exception {
        HttpResponse<String> reply = call(KEY, method, path, body, headers);
        if (reply.statusCode() / 100 != 2) {
            throw new AssertionError(reply.statusCode() + " " + reply.body());
        }
        return JSON.readTree(reply.body());
    }

    @Override
    public void close() {
        client.close();
        server.close();
        micro.close();
        pool.close();
        database.close();
    }
}
