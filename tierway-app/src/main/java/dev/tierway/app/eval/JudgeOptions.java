package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import dev.tierway.evals.grader.GraderSpec;
import dev.tierway.evals.grader.LabelSheet;
import dev.tierway.evals.judge.JudgeSpec;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which judge of which suite file is looked at, and by which labels. */
final class JudgeOptions {
    @Mixin
    private EvalOptions files = new EvalOptions();

    @Mixin
    private ModelOptions models = new ModelOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--judge", required = true, paramLabel = "NAME", description = "The grader in the suite file.")
    private String judge = "";

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "What people said: id, input, output, expected, label (pass or fail).")
    private Path labels = Path.of("");

    EvalPlan plan(Terminal terminal) {
        return files.plan(terminal);
    }

    Path runs(EvalPlan plan) {
        return files.runs(plan);
    }

    /** What holds for the judge's calls: answers are always new, since old ones would hide that it changed. */
    RunSpec run(EvalPlan plan) {
        RunSpec asked = run.over(plan.run());
        return new RunSpec(
                asked.concurrency(),
                asked.tier(),
                new RunSpec.Cache(RunSpec.Mode.WRITE, asked.cache().includeTrial(), false),
                asked.budgetNanos(),
                asked.resume(),
                asked.retries(),
                asked.timeout(),
                asked.seed(),
                asked.allowCommands());
    }

    EvalSession session(EvalPlan plan, Terminal terminal) throws IOException {
        return EvalSession.open(plan, run(plan), runs(plan), models.access(terminal));
    }

    boolean json() {
        return files.json();
    }

    String judge() {
        return judge;
    }

    LabelSheet labels() {
        LabelSheet sheet = LabelSheet.read(labels);
        if (sheet.samples().isEmpty()) {
            throw new UsageException("no row of " + labels + " has a label");
        }
        return sheet;
    }

    /** How the judge asks its model. */
    JudgeSpec spec(EvalPlan plan) {
        return Optional.ofNullable(plan.graders().get(judge))
                .flatMap(FamilyWarnings::judge)
                .orElseThrow(() -> {
                    List<String> judges = plan.graders().values().stream()
                            .filter(it -> FamilyWarnings.judge(it).isPresent())
                            .map(GraderSpec::name)
                            .toList();
                    return new UsageException(
                            "'" + judge + "' is no judge of " + plan.file() + "; " + NearestName.hint(judge, judges));
                });
    }
}
