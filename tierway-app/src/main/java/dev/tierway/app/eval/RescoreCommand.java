package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.run.PlannedRun;
import dev.tierway.evals.run.Rescore;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.run.RunManifest;
import dev.tierway.evals.run.SuiteRun;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.RunSpec;
import dev.tierway.evals.suite.SuiteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rescore", description = "Grade the answers of a run again, as a new run; no target is asked.")
final class RescoreCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;

    @Mixin
    private EvalOptions files = new EvalOptions();

    @Mixin
    private ModelOptions models = new ModelOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--graders",
            split = ",",
            paramLabel = "NAME",
            description = "Ask only these; the others keep their grades.")
    private List<String> graders = List.of();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run, or latest.")
    private String from = "";

    RescoreCommand(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Mistakes.told(this::rescore);
    }

    private int rescore() throws IOException, InterruptedException {
        EvalPlan plan = files.plan(terminal);
        RunSpec run = options.over(plan.run());
        Path runs = files.runs(plan);
        RunDirectory old = RunDirectory.find(runs, from);
        RunManifest before = old.manifest();
        try (EvalSession session = EvalSession.open(plan, run, runs, models.access(terminal));
                PlannedRun simulated = PlannedRun.simulated(plan, session.targets(), session.graders())) {
            Map<RunManifest.SuiteManifest, List<Grader>> bySuite =
                    gradersOf(plan, before, session.graders(), simulated.suites());
            checkNames(bySuite.values());
            RunView view = new RunView(terminal, Ticker.system(), before.results(), 0);
            Rescore rescore = new Rescore(
                    (suite, target) -> gradersOf(bySuite, suite, target),
                    Set.copyOf(graders),
                    new Rescore.Parts(run.concurrency(), session.budget(), clock, view));
            RunDirectory fresh =
                    RunDirectory.create(runs, rescore.manifest(before, RunIds.next(clock, new SecureRandom())));
            RunEnd end = rescore.run(old, fresh);
            RunDirectory people = old.people();
            if (people.exists() && end.outcome() == RunEnd.Outcome.COMPLETE) {
                rescore.run(
                        people, RunDirectory.create(fresh.folder(), rescore.manifest(people.manifest(), people.id())));
            }
            view.end();
            return new RunFinish(terminal, files.json()).finish(plan, fresh, end);
        }
    }

    /** Those of a suite on a target; people, who are no target of the file, are graded as any other of the suite. */
    private static List<Grader> gradersOf(
            Map<RunManifest.SuiteManifest, List<Grader>> bySuite, String suite, String target) {
        return bySuite.entrySet().stream()
                .filter(it -> it.getKey().name().equals(suite))
                .sorted(Comparator.comparing(it -> !it.getKey().target().equals(target)))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(List.of());
    }

    private void checkNames(Collection<List<Grader>> asked) {
        Set<String> known =
                asked.stream().flatMap(List::stream).map(Grader::name).collect(Collectors.toCollection(TreeSet::new));
        for (String name : graders) {
            if (!known.contains(name)) {
                throw new UsageException("no grader '" + name + "' in this run; " + NearestName.hint(name, known));
            }
        }
    }

    /** Simulated suites have graders that the suite file does not name. */
    private static Map<RunManifest.SuiteManifest, List<Grader>> gradersOf(
            EvalPlan plan, RunManifest run, Map<String, Grader> named, List<SuiteRun> simulated) {
        Map<RunManifest.SuiteManifest, List<Grader>> bySuite = new HashMap<>();
        for (RunManifest.SuiteManifest suite : run.suites()) {
            SuiteSpec spec = Optional.ofNullable(plan.suites().get(suite.name()))
                    .orElseThrow(() -> new UsageException("run " + run.id() + " has a suite '" + suite.name()
                            + "' that the suite file has not; name the file it was run with, with -c"));
            List<Grader> graders = simulated.stream()
                    .filter(it ->
                            it.name().equals(suite.name()) && it.target().name().equals(suite.target()))
                    .findFirst()
                    .map(SuiteRun::graders)
                    .orElseGet(() -> spec.graders().stream()
                            .flatMap(it -> Optional.ofNullable(named.get(it)).stream())
                            .toList());
            bySuite.put(suite, graders);
        }
        return bySuite;
    }
}
