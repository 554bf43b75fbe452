package dev.tierway.evals.report;

import dev.tierway.evals.page.Html;
import dev.tierway.evals.summary.Figures;
import dev.tierway.evals.summary.RunSummary;
import dev.tierway.evals.summary.RunSummary.SuiteFigures;
import dev.tierway.evals.summary.Shown;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of each grader and each group, the worst groups first. */
final class GroupSection {
    private final Html html;

    GroupSection(Html html) {
        this.html = html;
    }

    void add(RunSummary summary) {
        html.element("h2", "Graders and groups");
        summary.suites().forEach(it -> {
            graders(it);
            groups(it);
        });
    }

    private void graders(SuiteFigures suite) {
        html.element("h3", suite.suite() + " on " + suite.target());
        html.start("div", "class", "scroll").start("table").start("tr").element("th", "grader");
        List.of("passed", "mean score", "scored", "unscored").forEach(it -> html.element("th", it, "class", "n"));
        html.end();
        suite.all().graders().forEach((name, grader) -> {
            html.start("tr").element("td", name);
            List.of(
                            Shown.percent(grader.passRate()),
                            Shown.score(grader.meanScore()),
                            Shown.count(grader.verdicts().scored()),
                            Shown.count(grader.verdicts().unscored()))
                    .forEach(it -> html.element("td", it, "class", "n"));
            html.end();
        });
        html.end().end();
    }

    private void groups(SuiteFigures suite) {
        if (suite.groups().isEmpty()) {
            return;
        }
        html.start("details").element("summary", Shown.count(suite.groups().size(), "group"));
        html.start("div", "class", "scroll").start("table").start("tr");
        List.of("group", "pass rate", "").forEach(it -> html.element("th", it));
        List.of("cases", "unscored", "flaky").forEach(it -> html.element("th", it, "class", "n"));
        html.end();
        suite.groups().entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Figures> it) -> it.getValue()
                                .passRate()
                                .map(rate -> rate.estimate())
                                .orElse(2.0))
                        .thenComparing(Map.Entry::getKey))
                .forEach(it -> group(it.getKey(), it.getValue()));
        html.end().end().end().line();
    }

    private void group(String name, Figures figures) {
        html.start("tr").element("td", name).start("td", "class", "wide");
        figures.passRate().ifPresent(it -> Plot.interval(html, it, OptionalDouble.empty()));
        html.end();
        html.element("td", Shown.percent(figures.passRate()), "class", "n");
        List.of(figures.cases(), figures.trials().unscored(), figures.flakes().sometimes())
                .forEach(it -> html.element("td", Shown.count(it), "class", "n"));
        html.end();
    }
}
