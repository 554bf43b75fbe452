package dev.tierway.app.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command runs.
 *
 * @param interactive whether {@code out} is a screen that lines can be redrawn on
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** The process's own streams and environment. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 is back to null without a terminal (JDK-8351435).
    public static Terminal system() {
        var console = System.console();
        return new Terminal(System.out, System.err, console != null && console.isTerminal(), System.getenv());
    }
}
