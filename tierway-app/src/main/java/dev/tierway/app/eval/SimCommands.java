package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import picocli.CommandLine;

/** Simulated customers, beside the simulated traffic of {@code tierway sim}. */
public final class SimCommands {
    private SimCommands() {}

    /** Adds them to {@code sim}. */
    public static CommandLine under(CommandLine sim, Terminal terminal) {
        return sim.addSubcommand(new SimMineCommand(terminal))
                .addSubcommand(new SimRunCommand(terminal, WallClock.system()))
                .addSubcommand(new SimAuditCommand(terminal))
                .addSubcommand(new SimReplayCommand(terminal));
    }
}
