package dev.tierway.evals.report;

import dev.tierway.evals.gate.RuleOutcome;
import dev.tierway.evals.gate.Ruling;
import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.run.CaseResult;
import dev.tierway.evals.summary.Figures;
import dev.tierway.evals.summary.Funnel;
import dev.tierway.evals.summary.RunSummary.SuiteFigures;
import dev.tierway.evals.summary.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to do after a run, by what came of it: what keeps it from being believed first, then what failed. */
final class NextSteps {
    private static final int MOST = 8;
    private static final int MOST_REASONS = 3;

    private final Report report;
    private final CaseDetails cases;
    private final List<Step> steps = new ArrayList<>();

    /**
     * One thing to do.
     *
     * @param command that does it or shows more
     */
    record Step(String sentence, String command) {}

    private NextSteps(Report report, CaseDetails cases) {
        this.report = report;
        this.cases = cases;
    }

    static List<Step> of(Report report, CaseDetails cases) {
        NextSteps next = new NextSteps(report, cases);
        next.unscored();
        next.judges();
        next.undecided();
        report.summary().suites().forEach(next::failures);
        if (next.steps.isEmpty()) {
            next.step(
                    "Everything passed. Keep this run as what later ones are compared with.",
                    "tierway eval baseline set main@last-green "
                            + quoted(report.manifest().id()));
        }
        return next.steps.stream().limit(MOST).toList();
    }

    private void step(String sentence, String command) {
        steps.add(new Step(sentence, command));
    }

    private void unscored() {
        for (SuiteFigures suite : report.summary().suites()) {
            int count = suite.all().trials().unscored();
            if (count > 0) {
                List<String> reasons = suite.all().unscored().entrySet().stream()
                        .limit(MOST_REASONS)
                        .map(it -> Shown.count(it.getValue()) + " × " + it.getKey())
                        .toList();
                step(
                        "Find out why " + Shown.count(count, "result") + " of " + place(suite)
                                + " could not be scored: " + String.join("; ", reasons) + ".",
                        show(example(suite, Verdict.UNSCORED, Optional.empty())));
            }
        }
    }

    private void judges() {
        report.judges().stream()
                .filter(it -> !it.calibrated())
                .forEach(it -> step(
                        "Hold judge " + it.grader() + " against labels of people: until then it only advises.",
                        "tierway judge calibrate --judge " + quoted(it.grader()) + " --labels LABELS"));
    }

    private void undecided() {
        for (RuleOutcome outcome : report.gate().rules()) {
            for (RuleOutcome.Part part : outcome.parts()) {
                if (part.ruling() == Ruling.INCONCLUSIVE && part.casesToDecide().isPresent()) {
                    step(
                            "Add cases: about "
                                    + Shown.count(part.casesToDecide().getAsLong())
                                    + " in all like those seen would decide "
                                    + outcome.rule().metric().text().replace('_', ' ') + " of " + part.subject() + ".",
                            "tierway eval run"
                                    + outcome.rule()
                                            .suite()
                                            .map(it -> " --suite " + quoted(it))
                                            .orElse(""));
                }
            }
        }
    }

    private void failures(SuiteFigures suite) {
        if (suite.all().trials().fails() == 0) {
            return;
        }
        Optional<Map.Entry<String, Figures>> worst = suite.groups().entrySet().stream()
                .filter(it -> it.getValue().trials().fails() > 0)
                .max(Comparator.comparingInt(it -> it.getValue().trials().fails()));
        Figures figures = worst.map(Map.Entry::getValue).orElse(suite.all());
        String stage = stage(figures)
                .map(it -> "; most often the first thing wrong is " + it)
                .orElse("");
        step(
                "Look at " + worst.map(it -> it.getKey() + " in ").orElse("") + place(suite) + ": "
                        + Shown.count(figures.trials().fails()) + " of "
                        + Shown.count(figures.trials().scored(), "result") + " failed" + stage + ".",
                show(example(suite, Verdict.FAIL, worst.map(Map.Entry::getKey))));
    }

    /** The step of the funnel that most conversations failed at first. */
    private static Optional<String> stage(Figures figures) {
        return figures.funnel().entrySet().stream()
                .filter(it -> !it.getKey().equals(Funnel.MET))
                .max(Map.Entry.comparingByValue())
                .map(it -> it.getKey().replace('_', ' '));
    }

    private Optional<String> example(SuiteFigures suite, Verdict verdict, Optional<String> group) {
        return cases.of(suite.suite(), suite.target(), verdict).shown().stream()
                .filter(it -> group.filter(name -> !name.equals(it.group())).isEmpty())
                .map(CaseResult::key)
                .map(CaseResult.Key::caseId)
                .findFirst();
    }

    private String show(Optional<String> caseId) {
        return "tierway eval show " + quoted(report.manifest().id())
                + caseId.map(it -> " " + quoted(it)).orElse("");
    }

    private static String place(SuiteFigures suite) {
        return suite.suite() + " on " + suite.target();
    }

    /** One word of a shell, whatever {@code text} holds. */
    private static String quoted(String text) {
        boolean plain = !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "-_.:@/".indexOf(c) >= 0);
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
