package dev.tierway.app.cli;

import dev.tierway.app.config.ConfigExplanation;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.core.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
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

    @Option(names = "--json", description = "Print problems and warnings as JSON instead of an explanation.")
    private boolean json;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return json ? findings() : explanation();
    }

    private int explanation() {
        ConfigSource.Loaded loaded = load();
        loaded.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
        terminal.out().print(ConfigExplanation.of(loaded.config()));
        return ExitCode.OK;
    }

    private int findings() {
        try {
            terminal.out().println(CheckJson.of(List.of(), load().warnings()));
            return ExitCode.OK;
        } catch (ConfigException wrong) {
            terminal.out().println(CheckJson.of(wrong.problems(), List.of()));
            return ExitCode.USAGE;
        }
    }

    private ConfigSource.Loaded load() {
        return ConfigSource.file(config).load(terminal.environment()::get);
    }
}
