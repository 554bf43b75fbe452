package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that prove quality: {@code eval}, and those that stand beside it. */
public final class EvalCommands {
    private EvalCommands() {}

    @Command(name = "eval", description = "Run suites of evals and read what they prove.")
    static final class EvalGroup {}

    @Command(name = "judge", description = "Hold models that grade against people, and watch them.")
    static final class JudgeGroup {}

    /** Each with the commands below it. */
    public static List<CommandLine> lines(Terminal terminal) {
        WallClock clock = WallClock.system();
        CommandLine eval = new CommandLine(new EvalGroup())
                .addSubcommand(new EvalRunCommand(terminal, clock))
                .addSubcommand(new RescoreCommand(terminal, clock))
                .addSubcommand(new EvalListCommand(terminal))
                .addSubcommand(new EvalShowCommand(terminal))
                .addSubcommand(new EvalDiffCommand(terminal))
                .addSubcommand(new EvalCoverageCommand(terminal))
                .addSubcommand(EvalBaselineCommand.line(terminal))
                .addSubcommand(new CasesCommand(terminal, clock))
                .addSubcommand(new EvalCheckCommand(terminal))
                .addSubcommand(new EvalSchemaCommand(terminal))
                .addSubcommand(new PowerCommand(terminal));
        return List.of(
                eval,
                new CommandLine(new GateCommand(terminal)),
                ImportCommands.line(terminal),
                new CommandLine(new RoiCommand(terminal, clock)),
                new CommandLine(new JudgeGroup())
                        .addSubcommand(new JudgeCalibrateCommand(terminal, clock))
                        .addSubcommand(new JudgeProbeCommand(terminal))
                        .addSubcommand(new JudgeLabelCommand(terminal, System.in)));
    }
}
