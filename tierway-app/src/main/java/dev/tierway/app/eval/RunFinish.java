package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.run.ResultStream;
import dev.tierway.evals.run.ResultsFile;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.summary.RunSummary;
import dev.tierway.evals.summary.RunTally;
import dev.tierway.evals.summary.SummaryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** What a run leaves when it ends: its summary, a table, and the exit code. */
final class RunFinish {
    private static final double CONFIDENCE = 0.95;

    private final Terminal terminal;
    private final boolean json;

    RunFinish(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    int finish(EvalPlan plan, RunDirectory directory, RunEnd end) throws IOException {
        RunTally tally = new RunTally(CONFIDENCE);
        try (ResultStream results = ResultsFile.read(directory.results())) {
            results.forEachRemaining(tally::add);
        }
        RunSummary summary = tally.summary(directory.id());
        String text = SummaryJson.write(summary).toPrettyString();
        Files.writeString(directory.summary(), text + "\n");
        if (json) {
            terminal.out().println(text);
        } else {
            Table table = Table.of(List.of("SUITE", "TARGET"), List.of("TRIALS"));
            summary.suites()
                    .forEach(it -> table.row(
                            List.of(it.suite(), it.target(), it.all().trials().toString())));
            terminal.out().print(table);
            terminal.out().println(plan.project() + ": " + directory.folder());
        }
        return exitCode(end);
    }

    private int exitCode(RunEnd end) {
        if (!end.why().isEmpty()) {
            terminal.err()
                    .println("tierway: " + end.done() + " of " + end.planned() + " results: " + end.why()
                            + "; 'tierway eval run --resume' goes on");
        }
        return switch (end.outcome()) {
            case COMPLETE -> ExitCode.OK;
            case BUDGET_EXHAUSTED -> ExitCode.BUDGET_EXHAUSTED;
            case INTERRUPTED -> ExitCode.INFRASTRUCTURE;
        };
    }
}
