package dev.tierway.app.cli;

import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.TierwayConfig;
import java.util.function.Consumer;

/** Runs a gateway in the foreground until the process is told to stop. */
record GatewayCommand(GatewayLauncher launcher, Terminal terminal, Progress progress) {

    /** Loads {@code source}, serves, and blocks; {@code greeting} is called once requests are accepted. */
    void serve(ConfigSource source, ServeOptions options, Consumer<Started> greeting) throws InterruptedException {
        ConfigSource.Loaded loaded = source.load(terminal.environment()::get);
        loaded.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
        TierwayConfig config = options.applied(loaded.config());
        try (RunningGateway gateway = launcher.start(config, progress)) {
            Thread onStop = new Thread(gateway::close, "stop");
            Runtime.getRuntime().addShutdownHook(onStop);
            greeting.accept(new Started(gateway, config));
            gateway.awaitClosed();
        }
    }

    record Started(RunningGateway gateway, TierwayConfig config) {}
}
