package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.core.time.WallClock;
import dev.tierway.evals.run.RunDirectory;
import java.io.IOException;
import java.util.Optional;
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
        Optional<RunDirectory> ran = run.ran();
        if (!run.json() && ran.isPresent()) {
            SimulationText.print(SimulationText.tally(ran.get()), terminal.out());
        }
        return exitCode;
    }
}
