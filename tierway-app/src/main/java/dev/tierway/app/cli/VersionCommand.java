package dev.tierway.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the versions of Tierway and of its Java.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().println("tierway " + TierwayCommands.VERSION + " on Java " + Runtime.version());
        return ExitCode.OK;
    }
}
