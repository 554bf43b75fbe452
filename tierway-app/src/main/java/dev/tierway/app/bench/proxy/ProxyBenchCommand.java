package dev.tierway.app.bench.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench proxy}: starts the mock upstream and the peers, asks {@link Launcher} for a gateway in front of the mock
 * unless one was named, and compares them with the direct line.
 */
@Command(
        name = "proxy",
        description =
                "Measure what the gateway adds to a request, against a mock upstream with the direct line beside it.")
public final class ProxyBenchCommand implements Callable<Integer> {
    private final Launcher launcher;
    private final PrintStream out;

    /** Starts a gateway in a process of its own. */
    @FunctionalInterface
    public interface Launcher {
        /**
         * Starts a gateway whose model {@code mock} goes to the deployment at {@code upstream} and returns once it listens.
         *
         * @param upstream base URL with {@code /v1}
         * @param folder for its configuration and log
         */
        Gateway start(URI upstream, Path folder) throws IOException, InterruptedException;
    }

    /**
     * A gateway to measure.
     *
     * @param base its base URL with {@code /v1}
     * @param key what to send as {@code Authorization: Bearer}
     * @param slots how many requests it sends upstream at once; 0 when not limited
     */
    public record Gateway(URI base, String key, int slots, ProcessHandle process) {}

    @Option(
            names = "--gateway-url",
            description = "A gateway that already runs, with /v1; needs --gateway-pid and --mock-port.")
    private @Nullable URI gatewayUrl;

    @Option(names = "--gateway-pid", description = "Its process, for CPU time.")
    private long gatewayPid;

    @Option(names = "--gateway-key", defaultValue = "tierway-dev", description = "Its key. Default: ${DEFAULT-VALUE}.")
    private String gatewayKey = "tierway-dev";

    @Option(
            names = "--model",
            defaultValue = "mock",
            description = "The model to ask it for. Default: ${DEFAULT-VALUE}.")
    private String model = "mock";

    @Option(
            names = "--gateway-slots",
            description = "How many requests it sends upstream at once, to let clients leave its queue.")
    private int gatewaySlots;

    @Option(names = "--mock-port", description = "A mock upstream that already runs.")
    private int mockPort;

    @Option(names = "--nginx", description = "Measure nginx as a plain proxy too.")
    private boolean nginx;

    @Option(names = "--portkey", description = "Measure Portkey's gateway too (npm, fetched on first use).")
    private boolean portkey;

    @Option(names = "--rounds", defaultValue = "3", description = "Turns of each target. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--seconds", defaultValue = "5", description = "Length of a turn. Default: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Option(names = "--streams", defaultValue = "2000", description = "Streams at once. Default: ${DEFAULT-VALUE}.")
    private int streams = 2000;

    @Option(names = "--rate", defaultValue = "1000", description = "Requests a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 1000;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    public ProxyBenchCommand(Launcher launcher, PrintStream out) {
        this.launcher = launcher;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tierway-bench-proxy");
        try (Programs programs = new Programs(folder)) {
            int port = mockPort > 0 ? mockPort : programs.mockUpstream();
            List<Target> targets = new ArrayList<>();
            targets.add(new Target("direct", Peers.base(port), Map.of(), "mock", Optional.empty()));
            Gateway gateway = gateway(Peers.base(port), folder);
            targets.add(new Target(
                    "gateway",
                    gateway.base(),
                    Map.of("Authorization", "Bearer " + gateway.key()),
                    model,
                    Optional.of(gateway.process())));
            if (nginx) {
                targets.add(Peers.nginx(programs, port));
            }
            if (portkey) {
                targets.add(Peers.portkey(programs, portkeyCache(), port));
            }
            ProxyComparison.Settings usual = ProxyComparison.Settings.defaults();
            ProxyComparison comparison = new ProxyComparison(
                    new ProxyComparison.Settings(
                            rounds,
                            Duration.ofSeconds(seconds),
                            rate,
                            usual.callers(),
                            streams,
                            usual.eventsPerSecond(),
                            usual.streamSeconds(),
                            usual.departures(),
                            gateway.slots()),
                    Peers.base(port),
                    System.err);
            try {
                List<ProxyResult> results = comparison.run(targets);
                out.println(json ? ProxyReport.json(results) : ProxyReport.text(results));
            } finally {
                if (gatewayUrl == null) {
                    gateway.process().destroy();
                }
            }
            return 0;
        }
    }

    private Gateway gateway(URI upstream, Path folder) throws IOException, InterruptedException {
        if (gatewayUrl == null) {
            return launcher.start(upstream, folder);
        }
        ProcessHandle process = ProcessHandle.of(gatewayPid)
                .orElseThrow(() -> new IOException("--gateway-url needs --gateway-pid, the gateway's process id"));
        return new Gateway(gatewayUrl, gatewayKey, gatewaySlots, process);
    }

    private static Path portkeyCache() {
        return Path.of(System.getProperty("user.home"), ".cache", "tierway", "bench", "portkey-1.15.2");
    }
}
