package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.gate.GateOutcome;
import dev.tierway.evals.report.MarkdownReport;
import dev.tierway.evals.report.Report;
import dev.tierway.evals.report.ReportJson;
import dev.tierway.evals.report.RunReview;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.summary.Baseline;
import dev.tierway.evals.summary.Baselines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a run leaves when it ends: its reports, what they say in short, and the exit code. */
final class RunFinish {
    private final Terminal terminal;
    private final boolean json;

    RunFinish(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    int finish(EvalPlan plan, RunDirectory directory, RunEnd end) throws IOException {
        Path runs = Optional.ofNullable(directory.folder().getParent()).orElse(Path.of(""));
        Optional<Baseline> baseline =
                plan.gate().baseline().flatMap(name -> Baselines.of(runs).find(name));
        RunReview review = new RunReview(plan, Optional.empty());
        Report report = review.review(directory, baseline);
        review.write(directory, report);
        if (json) {
            terminal.out().println(ReportJson.write(report).toPrettyString());
        } else {
            terminal.out().print(MarkdownReport.of(report));
            terminal.out().println(directory.folder());
        }
        return exitCode(end, report.gate());
    }

    private int exitCode(RunEnd end, GateOutcome gate) {
        if (!end.why().isEmpty()) {
            terminal.err().println("tierway: " + end.done() + " of " + end.planned() + " results: " + end.why()
                    + "; 'tierway eval run --resume' goes on");
        }
        return switch (end.outcome()) {
            case COMPLETE -> exitCode(gate);
            case BUDGET_EXHAUSTED -> ExitCode.BUDGET_EXHAUSTED;
            case INTERRUPTED -> ExitCode.INFRASTRUCTURE;
        };
    }

    private static int exitCode(GateOutcome gate) {
        if (gate.tooManyUnscored()) {
            return ExitCode.INFRASTRUCTURE;
        }
        return switch (gate.ruling()) {
            case PASS -> ExitCode.OK;
            case FAIL -> ExitCode.GATE_FAILED;
            case INCONCLUSIVE -> gate.open() ? ExitCode.OK : ExitCode.INCONCLUSIVE;
        };
    }
}
