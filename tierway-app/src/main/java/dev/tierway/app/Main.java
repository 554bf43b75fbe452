package dev.tierway.app;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.wiring.Wiring;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.system();
        System.exit(new TierwayCommands(Wiring.parts(terminal.environment()), terminal).run(arguments));
    }
}
