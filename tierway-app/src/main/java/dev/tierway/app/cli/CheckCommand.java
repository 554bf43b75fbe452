package dev.tierway.app.cli;

import dev.tierway.app.config.ConfigExplanation;
import dev.tierway.app.config.ConfigSource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "check", description = "Check a configuration and explain what it means.")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration to check.")
    private Path config = Path.of("");

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ConfigSource.Loaded loaded = ConfigSource.file(config).load(terminal.environment()::get);
        loaded.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
        terminal.out().print(ConfigExplanation.of(loaded.config()));
        return ExitCode.OK;
    }
}
