package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import dev.tierway.evals.run.RunDirectory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", description = "Play simulated suites as 'eval run' does, and show how far conversations came.")
final class SimRunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private EvalRunCommand run;

    SimRunCommand(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.run = new EvalRunCommand(terminal, clock);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int exitCode = run.call();
        List<RunDirectory> runs = RunDirectory.list(run.runs());
        if (!run.json() && !run.dryRun() && !runs.isEmpty()) {
            SimulationText.print(SimulationText.tally(runs.getFirst()), terminal.out());
        }
        return exitCode;
    }
}
