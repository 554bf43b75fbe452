package dev.tierway.app.admin;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.util.List;
import picocli.CommandLine;

/** The commands that talk to a running gateway's admin API. */
public final class AdminCommands {
    private AdminCommands() {}

    /** All of them, in the order of the help. */
    public static List<CommandLine> lines(Terminal terminal, WallClock clock) {
        return List.of(
                new CommandLine(new UsageCommand(terminal, clock)),
                new CommandLine(new CostsCommand(terminal, clock)),
                new CommandLine(new LatencyCommand(terminal, clock)),
                new CommandLine(new DeferrableCommand(terminal, clock)),
                KeysCommand.line(terminal),
                new CommandLine(new ProjectsCommand(terminal)),
                new CommandLine(new UseCasesCommand(terminal)),
                ReservationsCommand.line(terminal, clock),
                new CommandLine(new BudgetsCommand(terminal)),
                WebhooksCommand.line(terminal),
                new CommandLine(new AuditCommand(terminal)));
    }
}
