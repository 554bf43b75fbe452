package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tierway reservations}. */
@Command(name = "reservations", description = "Bought capacity: what there is, and what became of it.")
final class ReservationsCommand {
    private ReservationsCommand() {}

    /** The command with its commands. */
    static CommandLine line(Terminal terminal, WallClock clock) {
        return new CommandLine(new ReservationsCommand()).addSubcommand(new ReservationFigures(terminal, clock));
    }
}
