package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.suite.EvalPlan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Check a suite file and its datasets: every row is read, nothing is asked of a model.")
final class EvalCheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-c", "--config"},
            defaultValue = EvalPlans.DEFAULT_FILE,
            paramLabel = "FILE",
            description = "The suite file (default " + EvalPlans.DEFAULT_FILE + ").")
    private Path config = Path.of(EvalPlans.DEFAULT_FILE);

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    EvalCheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        EvalPlan plan = EvalPlans.read(config, terminal);
        PlanFindings findings = PlanFindings.of(plan);
        if (json) {
            terminal.out().println(findings.json());
        } else {
            findings.table().forEach(terminal.out()::println);
            findings.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
            findings.problems().forEach(terminal.err()::println);
        }
        return findings.problems().isEmpty() ? ExitCode.OK : ExitCode.USAGE;
    }
}
