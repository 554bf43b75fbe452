package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that prove quality: {@code eval}, and those that stand beside it. */
public final class EvalCommands {
    private EvalCommands() {}

    @Command(name = "eval", description = "Run suites of evals and read what they prove.")
    static final class EvalGroup {}

    /** Each with the commands below it. */
    public static List<CommandLine> lines(Terminal terminal) {
        return List.of(
                new CommandLine(new EvalGroup()).addSubcommand(new PowerCommand(terminal)),
                new CommandLine(new RoiCommand(terminal, WallClock.system())));
    }
}
