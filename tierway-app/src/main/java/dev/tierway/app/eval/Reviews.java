package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.config.YamlTree;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.evals.coverage.Coverage;
import dev.tierway.evals.coverage.CoverageScan;
import dev.tierway.evals.network.Network;
import dev.tierway.evals.network.NetworkReader;
import dev.tierway.evals.report.Report;
import dev.tierway.evals.report.RunReview;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.GateMetric;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.summary.Baseline;
import dev.tierway.evals.summary.Baselines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks back at the runs of a suite file.
 *
 * @param runs where they are
 */
record Reviews(EvalPlan plan, Path runs) {

    /** The run with its gate and, where there is one, its baseline. */
    Report report(RunDirectory run, Optional<String> baselineName) throws IOException {
        return review().review(run, baseline(baselineName));
    }

    RunReview review() {
        boolean needed = plan.gate().rules().stream().anyMatch(it -> it.metric() == GateMetric.Plain.COVERAGE);
        return new RunReview(plan, needed ? coverage().share() : Optional.empty());
    }

    Coverage coverage() {
        return CoverageScan.of(plan, networks());
    }

    /** The networks of the plan, by the name of their target. */
    Map<String, Network> networks() {
        Map<String, Network> networks = new LinkedHashMap<>();
        NetworkReader reader = new NetworkReader(YamlTree::parse);
        for (TargetSpec target : plan.targets().values()) {
            if (target instanceof TargetSpec.Network network) {
                networks.put(target.name(), reader.read(network.file()));
            }
        }
        return networks;
    }

    /** What a run is compared with: what a person names must be there, what the suite file names may come later. */
    private Optional<Baseline> baseline(Optional<String> name) throws IOException {
        return name.isPresent()
                ? Optional.of(named(name.get()))
                : plan.gate().baseline().flatMap(Baselines.of(runs)::find);
    }

    /** A stored baseline, else a run. */
    Baseline named(String name) throws IOException {
        Optional<Baseline> stored = Baselines.of(runs).find(name);
        if (stored.isPresent()) {
            return stored.get();
        }
        if (name.equals("latest") || Files.isRegularFile(runs.resolve(name).resolve("manifest.json"))) {
            RunDirectory run = RunDirectory.find(runs, name);
            return RunReview.baseline(run.id(), run);
        }
        throw Failure.of(
                        FailureKind.NOT_FOUND,
                        "unknown_run",
                        "no baseline and no run '" + name + "' in " + runs
                                + "; 'tierway eval list' and 'tierway eval baseline list' tell which there are")
                .toException();
    }

    /** What a shell is told of a run and its gate: what kept the run from ending comes first. */
    static int exitCode(Report report) {
        Optional<RunEnd.Outcome> end = report.manifest().end().map(RunEnd::outcome);
        if (end.isEmpty() || end.get() == RunEnd.Outcome.INTERRUPTED) {
            return ExitCode.INFRASTRUCTURE;
        }
        if (end.get() == RunEnd.Outcome.BUDGET_EXHAUSTED) {
            return ExitCode.BUDGET_EXHAUSTED;
        }
        if (report.gate().tooManyUnscored()) {
            return ExitCode.INFRASTRUCTURE;
        }
        return switch (report.gate().ruling()) {
            case PASS -> ExitCode.OK;
            case FAIL -> ExitCode.GATE_FAILED;
            case INCONCLUSIVE -> report.gate().failInconclusive() ? ExitCode.INCONCLUSIVE : ExitCode.OK;
        };
    }
}
