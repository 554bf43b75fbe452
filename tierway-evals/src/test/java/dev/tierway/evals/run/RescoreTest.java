package dev.tierway.evals.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.model.Budget;
import dev.tierway.evals.model.EvalCache;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.target.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescoreTest {
    @TempDir
    Path runs;

    private final AtomicInteger asked = new AtomicInteger();

    private RunDirectory original(Grader... graders) throws Exception {
        SuiteRun suite = Runs.suite(
                "s",
                Runs.target("t", (example, _) -> {
                    asked.incrementAndGet();
                    return Sample.answer(example.id(), Spend.NONE, Timing.total(1));
                }),
                20,
                2,
                graders);
        RunDirectory directory = Runs.directory(runs, suite);
        Runs.run(EvalCache.off()).run(directory, List.of(suite));
        return directory;
    }

    private RunDirectory rescored(RunDirectory from, Set<String> again, Grader... graders) throws Exception {
        Rescore rescore = new Rescore(
                (_, _) -> List.of(graders),
                again,
                new Rescore.Parts(4, new Budget(OptionalLong.empty()), () -> Runs.NOW, RunProgress.NONE));
        RunDirectory to = RunDirectory.create(runs, rescore.manifest(from.manifest(), "again"));
        rescore.run(from, to);
        return to;
    }

    private static Grader always(String name, boolean passed) {
        return Runs.grader(name, false, false, _ -> Grade.of(passed, name + " says " + passed));
    }

    @Test
    void all_samples_get_new_grades_and_the_target_is_not_asked() throws Exception {
        RunDirectory from = original(always("a", false));
        RunDirectory to = rescored(from, Set.of(), always("a", true), always("b", true));

        assertThat(asked).hasValue(40);
        assertThat(Runs.results(to)).hasSize(40).allSatisfy(it -> {
            assertThat(it.verdict()).isEqualTo(Verdict.PASS);
            assertThat(it.grades().sequencedKeySet()).containsExactly("a", "b");
        });
        assertThat(to.manifest().rescoreOf()).contains(from.id());
        assertThat(to.manifest().end().orElseThrow().outcome()).isEqualTo(RunEnd.Outcome.COMPLETE);
    }

    @Test
    void graders_that_are_not_named_keep_their_grades() throws Exception {
        RunDirectory from = original(always("a", false), always("b", false));
        RunDirectory to = rescored(from, Set.of("b"), always("a", true), always("b", true));

        assertThat(Runs.results(to)).allSatisfy(it -> {
            assertThat(it.grade("a").orElseThrow().verdict()).isEqualTo(Verdict.FAIL);
            assertThat(it.grade("b").orElseThrow().verdict()).isEqualTo(Verdict.PASS);
            assertThat(it.verdict()).isEqualTo(Verdict.FAIL);
        });
    }
}
