package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.app.bench.overload.GatewayClient.Target;
import dev.tierway.app.cli.GatewayLauncher;
import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Progress;
import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tierway bench overload}. */
@Command(
        name = "overload",
        description = "Offer all five tiers at a multiple of what the gateway can serve, and show what each tier gets.")
public final class OverloadCommand implements Callable<Integer> {
    private static final String MODEL = "smollm2-135m-instruct";

    private final GatewayLauncher launcher;
    private final Terminal terminal;
    private final Progress progress;

    @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", paramLabel = "URL", description = "The gateway.")
    private String url = "";

    @Option(names = "--key", defaultValue = "tierway-dev", paramLabel = "KEY", description = "The key to use.")
    private String key = "";

    @Option(names = "--model", defaultValue = MODEL, paramLabel = "NAME", description = "The model alias to ask for.")
    private String model = "";

    @Option(
            names = "--start",
            description = "Start a gateway with the embedded engine and a reservation for the bench.")
    private boolean start;

    @Option(
            names = "--times",
            defaultValue = "2.0",
            paramLabel = "X",
            description = "Load as a multiple of the capacity.")
    private double times;

    @Option(names = "--duration", defaultValue = "60s", paramLabel = "TIME", description = "Of each of the two phases.")
    private String duration = "";

    @Option(
            names = "--drain",
            defaultValue = "30s",
            paramLabel = "TIME",
            description = "For what still runs after them.")
    private String drain = "";

    @Option(
            names = "--calibrate",
            defaultValue = "15s",
            paramLabel = "TIME",
            description = "For measuring the capacity.")
    private String calibrate = "";

    @Option(
            names = "--callers",
            defaultValue = "16",
            paramLabel = "N",
            description = "Callers of the calibration; at least the slots of the deployments.")
    private int callers;

    @Option(
            names = "--mix",
            defaultValue = "reserved=10,priority=20,standard=30,flex=25,batch=15",
            paramLabel = "PARTS",
            description = "How requests are divided between tiers.")
    private String mix = "";

    @Option(
            names = "--scale",
            defaultValue = "0.1",
            paramLabel = "X",
            description = "Factor on the lengths of the Azure conversation trace, to suit the model.")
    private double scale;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "The same seed sends the same load.")
    private long seed;

    @Option(names = "--requests", defaultValue = "20k", paramLabel = "N", description = "Most requests of a phase.")
    private String requests = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "Write overload.txt, .json and .html here.")
    private @Nullable Path out;

    public OverloadCommand(GatewayLauncher launcher, Terminal terminal, Progress progress) {
        this.launcher = launcher;
        this.terminal = terminal;
        this.progress = progress;
    }

    @Override
    public Integer call() {
        OverloadBench.Plan plan = plan();
        if (!start) {
            run(new Target(address(), key, model), plan);
            return 0;
        }
        ConfigSource.Loaded bench = ConfigSource.bundled("bench").load(_ -> null);
        try (RunningGateway gateway = launcher.start(bench.config().withPort(0).withLedgerIn(ledger()), progress)) {
            run(new Target(gateway.address(), "tierway-dev", MODEL), plan);
        }
        return 0;
    }

    /** Load that was made up does not belong into anybody's ledger. */
    private static Path ledger() {
        try {
            return Files.createTempDirectory("tierway-bench-overload").resolve("ledger.db");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private OverloadBench.Plan plan() {
        if (!(times > 0 && times <= 100) || !(scale > 0 && scale <= 10) || callers < 1 || callers > 10_000) {
            throw new UsageException(
                    "--times must be above 0 and at most 100, --scale above 0 and at most 10, --callers"
                            + " from 1 to 10000");
        }
        int most = OptionValues.parse("--requests", requests, ConfigFormats.integer(1, 1_000_000));
        return new OverloadBench.Plan(
                new Calibration(callers, time("--calibrate", calibrate), most),
                new Workload(Mix.parse(mix), scale, seed),
                times,
                time("--duration", duration),
                most,
                time("--drain", drain));
    }

    private URI address() {
        try {
            URI address = URI.create(url);
            if (address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            throw new UsageException("--url must be like http://127.0.0.1:8080, not '" + url + "'");
        }
        throw new UsageException("--url must be like http://127.0.0.1:8080, not '" + url + "'");
    }

    private static Duration time(String option, String text) {
        return OptionValues.parse(
                option,
                text,
                ConfigFormats.DURATION.where(
                        "a duration up to 1h, like 60s", it -> it.compareTo(Duration.ofHours(1)) <= 0));
    }

    /** Runs to the end; Ctrl-C stops the load and still gives the process time to report. */
    private void run(Target target, OverloadBench.Plan plan) {
        Ticker ticker = Ticker.system();
        OverloadBench bench =
                new OverloadBench(target, plan, ticker, new LiveTable(terminal.out(), terminal.interactive(), ticker));
        CountDownLatch reported = new CountDownLatch(1);
        Thread onStop = new Thread(() -> stopAndAwait(bench, reported), "stop");
        Runtime.getRuntime().addShutdownHook(onStop);
        try {
            report(bench.run(WallClock.system()));
        } finally {
            reported.countDown();
            withdraw(onStop);
        }
    }

    private static void stopAndAwait(OverloadBench bench, CountDownLatch reported) {
        bench.stop();
        try {
            reported.await(15, TimeUnit.SECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is running and ends by itself.
        }
    }

    private void report(OverloadReport report) {
        String text = ReportText.of(report);
        terminal.out().println();
        terminal.out().print(text);
        terminal.out().flush();
        if (out == null) {
            return;
        }
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve("overload.txt"), text);
            Files.writeString(out.resolve("overload.json"), ReportJson.of(report));
            Files.writeString(out.resolve("overload.html"), ReportPage.of(report));
            terminal.out().println("\nwritten to " + out.resolve("overload.html") + ", .json and .txt");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
