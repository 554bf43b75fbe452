package dev.tierway.app;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.wiring.Wiring;

/** The program. */
public final class Main {
    private static final String LOG_FORMAT = "%1$tFT%1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n";

    private Main() {}

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", LOG_FORMAT);
        }
        Terminal terminal = Terminal.system();
        System.exit(new TierwayCommands(Wiring.parts(terminal.environment()), terminal).run(arguments));
    }
}
