package dev.tierway.app.cli;

import dev.tierway.core.config.ConfigFormats;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "proxy", description = "Measure the latency and CPU that the gateway adds to a request.")
final class ProxyBenchCommand implements Callable<Integer> {
    private final ProxyBench bench;
    private final Terminal terminal;

    @Option(
            names = "--duration",
            defaultValue = "10s",
            paramLabel = "TIME",
            description = "Of each phase (default 10s).")
    private String duration = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "Write result files here.")
    private @Nullable Path out;

    ProxyBenchCommand(ProxyBench bench, Terminal terminal) {
        this.bench = bench;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        bench.run(
                OptionValues.parse("--duration", duration, ConfigFormats.DURATION),
                Optional.ofNullable(out),
                terminal.out());
        return ExitCode.OK;
    }
}
