package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.report.Report;
import dev.tierway.evals.report.ReportJson;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.suite.EvalPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a run leaves when it ends: its reports, a table, and the exit code. */
final class RunFinish {
    private final Terminal terminal;
    private final boolean json;

    RunFinish(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    int finish(EvalPlan plan, RunDirectory directory, RunEnd end) throws IOException {
        Path runs = Optional.ofNullable(directory.folder().toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException("a run is in a folder of runs"));
        Reviews reviews = new Reviews(plan, runs);
        Report report = reviews.report(directory, Optional.empty());
        List<Path> written = reviews.review().write(directory, report);
        if (json) {
            terminal.out().println(ReportJson.write(report).toPrettyString());
        } else {
            terminal.out().print(ReportText.of(report));
            written.forEach(it -> terminal.out().println(it));
        }
        if (!end.why().isEmpty()) {
            terminal.err()
                    .println("tierway: " + end.done() + " of " + end.planned() + " results: " + end.why()
                            + "; 'tierway eval run --resume' goes on");
        }
        return Reviews.exitCode(report);
    }
}
