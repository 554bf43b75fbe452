package dev.tierway.evals.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.model.BudgetSpent;
import dev.tierway.evals.model.EvalCache;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.TargetFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class EvalRunTest {
    @TempDir
    Path runs;

    private static Sample says(String text) {
        return Sample.answer(text, Spend.NONE, Timing.total(1));
    }

    private static Sample right(Case example) {
        return says(example.expected().asString());
    }

    private static Sample spoiled(Case example) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return new Sample(
                example.id(),
                List.of(),
                json.missingNode(),
                json.objectNode(),
                Spend.NONE,
                Timing.total(1),
                Optional.of("the customer invented a zip code"));
    }

    @Test
    void every_trial_of_every_case_has_one_result() throws Exception {
        SuiteRun suite = Runs.suite("routing", Runs.target("main", (it, _) -> right(it)), 30, 3, Runs.exact());
        RunDirectory directory = Runs.directory(runs, suite);

        RunEnd end = Runs.run(EvalCache.off()).run(directory, List.of(suite));

        assertThat(end).isEqualTo(new RunEnd(RunEnd.Outcome.COMPLETE, Runs.NOW, 90, 90, ""));
        assertThat(directory.manifest().end()).contains(end);
        assertThat(Runs.results(directory))
                .hasSize(90)
                .allSatisfy(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS))
                .extracting(CaseResult::key)
                .doesNotHaveDuplicates();
    }

    @Test
    void component_suites_run_first_and_those_with_a_judge_after_those_without() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Target target = Runs.target("main", (it, _) -> right(it));
        Grader judge = Runs.grader("judge", true, false, _ -> Grade.of(true, ""));
        SuiteRun judged = Runs.suite("judged", target, 1, 1, judge);
        SuiteRun plain = Runs.suite("plain", target, 1, 1, Runs.exact());
        SuiteRun whole =
                new SuiteRun("whole", true, target, List.of(Runs.exact()), Runs.cases(1), 1, Case::cluster, _ -> "", 0);
        RunDirectory directory = Runs.directory(runs, whole, judged, plain);

        Runs.run(EvalCache.off()).run(directory, List.of(whole, judged, plain));
        Runs.results(directory).forEach(it -> order.add(it.key().suite()));

        assertThat(order).containsExactly("plain", "judged", "whole");
    }

    @Test
    void a_case_may_have_its_own_number_of_trials() throws Exception {
        Case flaky = new Case(
                "flaky",
                "flaky",
                Runs.example("x").input(),
                Runs.example("x").expected(),
                Runs.example("x").item(),
                OptionalInt.of(5),
                Optional.empty());
        SuiteRun suite = new SuiteRun(
                "s",
                false,
                Runs.target("t", (it, _) -> right(it)),
                List.of(Runs.exact()),
                () -> Runs.stream(List.of(flaky, Runs.example("steady")).iterator()),
                2,
                Case::cluster,
                _ -> "",
                0);
        RunDirectory directory = Runs.directory(runs, suite);

        assertThat(Runs.run(EvalCache.off()).run(directory, List.of(suite)).done())
                .isEqualTo(7);
    }

    @Test
    void a_second_identical_run_asks_the_target_nothing_but_each_trial_has_its_own_answer() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (_, attempt) -> {
            asked.incrementAndGet();
            return says("trial " + attempt.trial() + " seed " + attempt.seed());
        });
        SuiteRun suite = Runs.suite("s", target, 10, 3, Runs.exact());
        RunDirectory first = RunDirectory.create(runs, Runs.manifest("first", suite));
        RunDirectory second = RunDirectory.create(runs, Runs.manifest("second", suite));
        try (EvalCache cache = EvalCache.open(runs.resolve("cache.db"), true, true)) {
            Runs.run(cache).run(first, List.of(suite));
            Runs.run(cache).run(second, List.of(suite));
        }

        assertThat(asked).hasValue(30);
        assertThat(Runs.results(first)).noneMatch(CaseResult::cached);
        assertThat(Runs.results(second)).hasSize(30).allMatch(CaseResult::cached);
        assertThat(Runs.results(second))
                .extracting(it -> it.sample().orElseThrow().text())
                .doesNotHaveDuplicates();
    }

    @Test
    void failures_are_unscored_and_not_remembered() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (example, _) -> {
            if (asked.incrementAndGet() <= 1) {
                throw new TargetFailure("no route to host", false, Spend.NONE);
            }
            return right(example);
        });
        SuiteRun suite = Runs.suite("s", target, 1, 1, Runs.exact());
        RunDirectory first = RunDirectory.create(runs, Runs.manifest("first", suite));
        RunDirectory second = RunDirectory.create(runs, Runs.manifest("second", suite));
        try (EvalCache cache = EvalCache.open(runs.resolve("cache.db"), true, true)) {
            Runs.run(cache).run(first, List.of(suite));
            Runs.run(cache).run(second, List.of(suite));
        }

        assertThat(Runs.results(first)).singleElement().satisfies(it -> {
            assertThat(it.verdict()).isEqualTo(Verdict.UNSCORED);
            assertThat(it.error()).contains("no route to host");
        });
        assertThat(Runs.results(second))
                .singleElement()
                .satisfies(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS));
    }

    @Test
    void what_may_pass_is_tried_again() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (example, _) -> {
            if (asked.incrementAndGet() <= 2) {
                throw new TargetFailure("busy", true, Spend.NONE);
            }
            return right(example);
        });
        SuiteRun suite = Runs.suite("s", target, 1, 1, Runs.exact());
        RunDirectory directory = Runs.directory(runs, suite);

        Runs.run(EvalCache.off()).run(directory, List.of(suite));

        assertThat(Runs.results(directory)).extracting(CaseResult::verdict).containsExactly(Verdict.PASS);
        assertThat(asked).hasValue(3);
    }

    @Test
    void a_spoiled_sample_is_made_again_with_another_seed_and_stays_unscored_in_the_end() throws Exception {
        List<Long> seeds = Collections.synchronizedList(new ArrayList<>());
        Target target = Runs.target("t", (example, attempt) -> {
            seeds.add(attempt.seed());
            return spoiled(example);
        });
        SuiteRun suite =
                new SuiteRun("s", true, target, List.of(Runs.exact()), Runs.cases(1), 1, Case::cluster, _ -> "", 3);
        RunDirectory directory = Runs.directory(runs, suite);

        Runs.run(EvalCache.off()).run(directory, List.of(suite));

        assertThat(seeds).hasSize(4).doesNotHaveDuplicates();
        assertThat(Runs.results(directory)).singleElement().satisfies(it -> {
            assertThat(it.verdict()).isEqualTo(Verdict.UNSCORED);
            assertThat(it.grades()).isEmpty();
            assertThat(it.sample().orElseThrow().spoiled()).isPresent();
        });
    }

    @Test
    void end_to_end_graders_see_no_insides_and_those_that_look_inside_do_not_count() throws Exception {
        Target target = Runs.target(
                "t",
                (example, _) -> new Sample(
                        example.id(),
                        List.of(),
                        JsonNodeFactory.instance.missingNode(),
                        JsonMapper.shared().createObjectNode().put("route", "refund"),
                        Spend.NONE,
                        Timing.total(1),
                        Optional.empty()));
        Grader outside = Runs.grader(
                "outside", false, false, it -> Grade.of(it.sample().inside().isEmpty(), ""));
        Grader inside = Runs.grader(
                "inside", false, true, it -> Grade.of(it.sample().inside().isEmpty(), ""));
        SuiteRun suite =
                new SuiteRun("s", true, target, List.of(outside, inside), Runs.cases(1), 1, Case::cluster, _ -> "", 0);
        RunDirectory directory = Runs.directory(runs, suite);

        Runs.run(EvalCache.off()).run(directory, List.of(suite));

        assertThat(Runs.results(directory)).singleElement().satisfies(it -> {
            assertThat(it.grade("outside").orElseThrow().verdict()).isEqualTo(Verdict.PASS);
            assertThat(it.grade("inside").orElseThrow().verdict()).isEqualTo(Verdict.FAIL);
            assertThat(it.verdict()).isEqualTo(Verdict.PASS);
        });
    }

    @Test
    void a_stopped_run_is_continued_where_it_ended() throws Exception {
        EvalRun[] first = new EvalRun[1];
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (example, _) -> {
            if (asked.incrementAndGet() == 20) {
                first[0].stop();
            }
            return right(example);
        });
        SuiteRun suite = Runs.suite("s", target, 100, 1, Runs.exact());
        RunDirectory directory = Runs.directory(runs, suite);
        first[0] = Runs.run(EvalCache.off());

        RunEnd stopped = first[0].run(directory, List.of(suite));
        assertThat(stopped.outcome()).isEqualTo(RunEnd.Outcome.INTERRUPTED);
        assertThat(stopped.done()).isBetween(20L, 99L);
        assertThat(RunDirectory.unfinished(runs, Runs.manifest("another", suite)))
                .contains(directory);

        RunEnd whole = Runs.run(EvalCache.off()).run(directory, List.of(suite));
        assertThat(whole.done()).isEqualTo(100);
        assertThat(asked).hasValue(100);
        assertThat(Runs.results(directory))
                .extracting(CaseResult::key)
                .hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(RunDirectory.unfinished(runs, Runs.manifest("another", suite)))
                .isEmpty();
    }

    @Test
    void a_run_out_of_money_keeps_what_it_has_and_says_why_the_rest_is_missing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (example, _) -> {
            if (asked.incrementAndGet() > 12) {
                throw new BudgetSpent("the budget of $1.00 does not hold another call");
            }
            return right(example);
        });
        SuiteRun suite = Runs.suite("s", target, 50, 1, Runs.exact());
        RunDirectory directory = Runs.directory(runs, suite);

        RunEnd end = Runs.run(EvalCache.off()).run(directory, List.of(suite));

        assertThat(end.outcome()).isEqualTo(RunEnd.Outcome.BUDGET_EXHAUSTED);
        assertThat(end.why()).contains("$1.00");
        assertThat(end.done()).isEqualTo(12);
        assertThat(Runs.results(directory)).hasSize(12);
    }

    @Test
    void a_defect_ends_the_run_and_keeps_the_results_before_it() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Target target = Runs.target("t", (example, _) -> {
            if (asked.incrementAndGet() == 10) {
                throw new IllegalStateException("a defect");
            }
            return right(example);
        });
        SuiteRun suite = Runs.suite("s", target, 50, 1, Runs.exact());
        RunDirectory directory = Runs.directory(runs, suite);

        assertThatThrownBy(() -> Runs.run(EvalCache.off()).run(directory, List.of(suite)))
                .hasMessage("a defect");
        assertThat(Runs.results(directory)).hasSizeGreaterThanOrEqualTo(9);
        assertThat(directory.manifest().end()).isEmpty();
    }
}
