package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.grader.Evidence;
import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.model.Backoff;
import dev.tierway.evals.model.Budget;
import dev.tierway.evals.model.EvalCache;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.TargetFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Small suites to run in tests. */
final class Runs {
    static final Instant NOW = Instant.parse("2027-01-02T03:04:05Z");

    private Runs() {}

    static Case example(String id) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return new Case(
                id,
                id,
                json.stringNode("question " + id),
                json.stringNode("answer " + id),
                JsonMapper.shared().createObjectNode().put("text", "question " + id),
                OptionalInt.empty(),
                Optional.empty());
    }

    static SuiteRun.Cases cases(int count) {
        return () -> stream(IntStream.rangeClosed(1, count)
                .mapToObj(it -> example("c" + it))
                .iterator());
    }

    static CaseStream stream(Iterator<Case> cases) {
        return new CaseStream() {
            @Override
            public boolean hasNext() {
                return cases.hasNext();
            }

            @Override
            public Case next() {
                return cases.next();
            }

            @Override
            public void close() {}
        };
    }

    /** What a target says to a trial. */
    interface Answers {
        Sample answer(Case example, Target.Attempt attempt) throws TargetFailure, InterruptedException;
    }

    static Target target(String name, Answers answers) {
        return new Target() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String fingerprint() {
                return "target " + name;
            }

            @Override
            public Sample answer(Case example, Attempt attempt) throws TargetFailure, InterruptedException {
                return answers.answer(example, attempt);
            }

            @Override
            public void close() {}
        };
    }

    static Grader grader(String name, boolean asksModel, boolean looksInside, Function<Evidence, Grade> grade) {
        return new Grader() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String fingerprint() {
                return "grader " + name;
            }

            @Override
            public boolean asksModel() {
                return asksModel;
            }

            @Override
            public boolean looksInside() {
                return looksInside;
            }

            @Override
            public Grade grade(Evidence evidence) {
                return grade.apply(evidence);
            }
        };
    }

    static Grader exact() {
        return grader(
                "exact",
                false,
                false,
                it -> Grade.of(
                        it.sample().text().equals(it.example().expected().asString()),
                        it.sample().text()));
    }

    static SuiteRun suite(String name, Target target, int cases, int trials, Grader... graders) {
        return new SuiteRun(name, false, target, List.of(graders), cases(cases), trials, Case::cluster, _ -> "", 0);
    }

    static RunManifest manifest(String id, SuiteRun... suites) throws IOException {
        List<RunManifest.SuiteManifest> described = new ArrayList<>();
        for (SuiteRun suite : suites) {
            described.add(SuiteScan.of(suite, "cases"));
        }
        return new RunManifest(
                id, NOW, "test", "1", 7, "", described, new TreeMap<>(), "", Optional.empty(), Optional.empty());
    }

    static EvalRun.Parts parts(EvalCache cache, Budget budget) {
        return new EvalRun.Parts(cache, budget, new Backoff(2, _ -> {}, 1), () -> NOW, RunProgress.NONE);
    }

    static EvalRun run(EvalCache cache) {
        return new EvalRun(new EvalRun.Settings(8, 7, true, false), parts(cache, new Budget(OptionalLong.empty())));
    }

    static List<CaseResult> results(RunDirectory directory) throws IOException {
        List<CaseResult> all = new ArrayList<>();
        try (ResultStream stream = ResultsFile.read(directory.results())) {
            stream.forEachRemaining(all::add);
        }
        return all;
    }

    static RunDirectory directory(Path runs, SuiteRun... suites) throws IOException {
        return RunDirectory.create(runs, manifest("20270102-030405-abcd", suites));
    }
}
