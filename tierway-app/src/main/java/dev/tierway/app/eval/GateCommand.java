package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.report.Report;
import dev.tierway.evals.report.ReportJson;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.suite.EvalPlan;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "gate",
        description = "Hold a run against the rules of its suite file: 0 passed, 100 failed, 101 not decided,"
                + " 2 too little known, 102 stopped by its budget.")
final class GateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private EvalOptions files = new EvalOptions();

    @Parameters(arity = "0..1", paramLabel = "RUN", defaultValue = "latest", description = "The run (default latest).")
    private String run = "latest";

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "What it is compared with, a baseline or a run, instead of the suite file's.")
    private @Nullable String baseline;

    GateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EvalPlan plan = files.plan(terminal);
        Reviews reviews = new Reviews(plan, files.runs(plan));
        RunDirectory directory = RunDirectory.find(reviews.runs(), run);
        Report report = reviews.report(directory, Optional.ofNullable(baseline));
        reviews.review().write(directory, report);
        terminal.out().print(files.json() ? ReportJson.write(report) + "\n" : ReportText.of(report));
        return Reviews.exitCode(report);
    }
}
