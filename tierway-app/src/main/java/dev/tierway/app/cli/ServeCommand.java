package dev.tierway.app.cli;

import dev.tierway.app.config.ConfigSource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Serve a configuration.")
final class ServeCommand implements Callable<Integer> {
    private final GatewayCommand gateway;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration to serve.")
    private Path config = Path.of("");

    @Mixin
    private ServeOptions options = new ServeOptions();

    ServeCommand(GatewayCommand gateway) {
        this.gateway = gateway;
    }

    @Override
    public Integer call() throws InterruptedException {
        gateway.serve(
                ConfigSource.file(config),
                options,
                started -> gateway.terminal()
                        .out()
                        .println("Tierway serves "
                                + String.join(", ", started.config().models().keySet()) + " on "
                                + started.gateway().address()));
        return ExitCode.OK;
    }
}
