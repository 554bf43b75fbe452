package dev.tierway.app.batch;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.client.ApiClient;
import dev.tierway.app.wiring.Wiring;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code tierway batch run} against a gateway that is killed and started again meanwhile. Both keep everything in one
 * folder. Confined to one thread.
 */
final class ProofRun implements AutoCloseable {
    static final String KEY = "tw-proof-0123456789abcdef";
    static final String MODEL = "m";

    private final Path folder;
    private final Path config;
    private final int port;
    private final List<String> lines;
    private GatewayProcess gateway;

    /**
     * Starts the gateway.
     *
     * @param deployment what serves the model, as configuration
     * @param lines bodies without a model, one for each line
     */
    ProofRun(Path folder, String deployment, List<String> lines) throws IOException {
        this.folder = folder;
        this.lines = List.copyOf(lines);
        this.port = freePort();
        this.config = Files.writeString(
                folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: %d}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: %s
                models:
                  %s: {deployments: [d], price: {input: "$0.15/M", output: "$0.60/M", cache_read: 0.1}}
                projects:
                  lab: {keys: [%s], allowed_tiers: [priority, standard, batch]}
                """.formatted(port, database(), deployment, MODEL, KEY));
        Files.write(folder.resolve("in.jsonl"), lines);
        gateway = GatewayProcess.start(config);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What the command printed and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Begins the command; it is over when the task is. */
    FutureTask<Ended> begin() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                print(out), print(err), false, Map.of("TIERWAY_URL", address().toString(), "TIERWAY_API_KEY", KEY));
        FutureTask<Ended> run = new FutureTask<>(() -> {
            int exitCode = new TierwayCommands(Wiring.parts(Map.of()), terminal)
                    .run("batch", "run", folder.resolve("in.jsonl").toString(), "--model", MODEL, "--wrap", "--json");
            return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        });
        Thread.ofVirtual().start(run);
        return run;
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Lines that have their result, in the newest batch; 0 while there is none. */
    long done() {
        try (BatchApi api = new BatchApi(new ApiClient(address(), KEY, "key"))) {
            return BatchApi.states(api.list(1).json()).stream()
                    .mapToLong(it -> it.counts().done())
                    .sum();
        }
    }

    void killAndRestart() throws IOException, InterruptedException {
        gateway.kill();
        gateway = GatewayProcess.start(config);
    }

    /** What does not agree between the results, the batch and the ledger. The gateway must be gone. */
    List<String> differences(Ended ended) throws IOException {
        Set<String> customIds = IntStream.rangeClosed(1, lines.size())
                .mapToObj(it -> "line-" + it)
                .collect(Collectors.toSet());
        return BatchAudit.differences(new BatchAudit.Told(
                customIds,
                folder.resolve("in.output.jsonl"),
                folder.resolve("in.errors.jsonl"),
                JsonMapper.shared().readTree(ended.out()),
                rows()));
    }

    /** Rows of the ledger that are of lines. */
    private List<LedgerEntry> rows() {
        try (Database database = Database.open(StorageSettings.at(new StorageLocation.Sqlite(database())))) {
            return database.ledger().appended(0, Integer.MAX_VALUE).stream()
                    .map(LedgerRow::entry)
                    .filter(it -> it.requestId().startsWith("batch_req_"))
                    .toList();
        }
    }

    private Path database() {
        return folder.resolve("tierway.db");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Kills the gateway. */
    @Override
    public void close() {
        gateway.close();
    }

    /** Kills the gateway and waits until it is gone. */
    void kill() throws InterruptedException {
        gateway.kill();
    }
}
