package dev.tierway.evals.report;

import dev.tierway.evals.page.Html;
import dev.tierway.evals.summary.RunDiff;
import dev.tierway.evals.summary.Shown;
import java.util.List;

/** What a run broke and fixed against its baseline, in pairs of the same case. */
final class ChangeSection {
    private static final int MOST_GROUPS = 12;
    private static final int MOST_CASES = 100;

    private final Html html;

    ChangeSection(Html html) {
        this.html = html;
    }

    void add(RunDiff diff) {
        html.element("h2", "Against " + diff.before());
        diff.refused().forEach(why -> html.element("p", "Not compared: " + why + "."));
        diff.suites().forEach(this::suite);
    }

    private void suite(RunDiff.SuiteDiff suite) {
        html.element("h3", suite.suite() + " on " + suite.target());
        html.element("p", suite.all().map(RunDiff.Change::sentence).orElse("No case was scored in both runs."));
        List<RunDiff.GroupChange> moved = suite.groups().stream()
                .filter(it -> it.change().fixed() + it.change().broken() > 0)
                .toList();
        if (!moved.isEmpty()) {
            groups(moved);
        }
        cases(suite, RunDiff.Kind.BROKEN, "Broken");
        cases(suite, RunDiff.Kind.FIXED, "Fixed");
        cases(suite, RunDiff.Kind.STILL_FAILING, "Failing in both");
        cases(suite, RunDiff.Kind.CHANGED, "Passing with another answer");
        cases(suite, RunDiff.Kind.UNSCORED, "Not scored in one of them");
        cases(suite, RunDiff.Kind.UNMATCHED, "In one of them only");
    }

    private void groups(List<RunDiff.GroupChange> groups) {
        html.start("div", "class", "scroll").start("table").start("tr");
        html.element("th", "group");
        List.of("before", "after", "difference", "broken", "fixed", "p (Holm)")
                .forEach(it -> html.element("th", it, "class", "n"));
        html.end();
        groups.stream().limit(MOST_GROUPS).forEach(it -> {
            RunDiff.Change change = it.change();
            boolean lost = change.difference().estimate() < 0;
            html.start("tr").start("td");
            if (it.sure()) {
                html.element("b", lost ? "✗ " : "✓ ", "class", lost ? "fail" : "pass");
            }
            html.text(it.group()).end();
            List.of(
                            Shown.percent(change.before()),
                            Shown.percent(change.after()),
                            Shown.points(change.difference()),
                            Shown.count(change.broken()),
                            Shown.count(change.fixed()),
                            Shown.p(it.corrected()).replace("p = ", "").replace("p ", ""))
                    .forEach(cell -> html.element("td", cell, "class", "n"));
            html.end();
        });
        html.end().end();
        if (groups.size() > MOST_GROUPS) {
            html.element("p", "and " + (groups.size() - MOST_GROUPS) + " more groups that changed", "class", "soft");
        }
    }

    private void cases(RunDiff.SuiteDiff suite, RunDiff.Kind kind, String title) {
        List<RunDiff.CaseChange> cases =
                suite.cases().stream().filter(it -> it.kind() == kind).toList();
        if (cases.isEmpty()) {
            return;
        }
        html.start("details").element("summary", title + ": " + Shown.count(cases.size(), "case"));
        html.start("ul");
        cases.stream()
                .limit(MOST_CASES)
                .forEach(it -> html.start("li")
                        .element("code", it.caseId())
                        .text((it.group().isEmpty() ? "" : " · " + it.group()) + " · "
                                + it.before().shown() + " → " + it.after().shown())
                        .end());
        if (cases.size() > MOST_CASES) {
            html.element("li", "and " + Shown.count(cases.size() - MOST_CASES) + " more");
        }
        html.end().end().line();
    }
}
