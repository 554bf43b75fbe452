package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.report.ReportJson;
import dev.tierway.evals.report.RunReview;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.summary.RunDiff;
import dev.tierway.evals.summary.Shown;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "diff", description = "What changed between two runs, case by case.")
final class EvalDiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private EvalOptions files = new EvalOptions();

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier run, or a baseline.")
    private String before = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            defaultValue = "latest",
            description = "The later run (default latest).")
    private String after = "latest";

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "50",
            description = "List at most N changed cases of a suite (default 50).")
    private int most = 50;

    EvalDiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EvalPlan plan = files.plan(terminal);
        Reviews reviews = new Reviews(plan, files.runs(plan));
        RunDiff diff = RunDiff.of(reviews.named(before), reviews.named(after), RunReview.CONFIDENCE);
        if (files.json()) {
            terminal.out().println(ReportJson.write(diff, true));
        } else {
            diff.suites().forEach(this::print);
        }
        diff.refused().forEach(it -> terminal.err().println("tierway: " + it));
        return diff.suites().isEmpty() && !diff.refused().isEmpty() ? ExitCode.USAGE : ExitCode.OK;
    }

    private void print(RunDiff.SuiteDiff suite) {
        terminal.out()
                .println(suite.suite() + " on " + suite.target() + ": "
                        + suite.all().map(RunDiff.Change::sentence).orElse("no case was scored in both runs."));
        Table groups =
                Table.of(List.of("GROUP", "BEFORE", "AFTER", "DIFFERENCE"), List.of("BROKEN", "FIXED", "P (HOLM)"));
        suite.groups().stream()
                .filter(it -> it.change().broken() + it.change().fixed() > 0)
                .forEach(it -> groups.row(
                        it.group(),
                        Shown.percent(it.change().before()),
                        Shown.percent(it.change().after()),
                        Shown.points(it.change().difference()),
                        Shown.count(it.change().broken()),
                        Shown.count(it.change().fixed()),
                        Shown.p(it.corrected()).replace("p = ", "").replace("p ", "")));
        if (!suite.groups().isEmpty()) {
            terminal.out().print(groups);
        }
        Table cases = Table.ofTexts("CASE", "GROUP", "CHANGE", "BEFORE", "AFTER");
        suite.cases().stream()
                .limit(most)
                .forEach(it -> cases.row(
                        it.caseId(),
                        it.group(),
                        it.kind().toString(),
                        it.before().shown(),
                        it.after().shown()));
        terminal.out().print(cases);
        if (suite.cases().size() > most) {
            terminal.out().println("and " + Shown.count(suite.cases().size() - most) + " more");
        }
    }
}
