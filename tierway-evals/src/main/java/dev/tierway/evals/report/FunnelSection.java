package dev.tierway.evals.report;

import dev.tierway.evals.page.Html;
import dev.tierway.evals.summary.Figures;
import dev.tierway.evals.summary.Funnel;
import dev.tierway.evals.summary.RunSummary;
import dev.tierway.evals.summary.RunSummary.SuiteFigures;
import dev.tierway.evals.summary.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Where conversations went wrong first, for each routine: the first thing to read when some fail. */
final class FunnelSection {
    private static final int FIRST = 12;

    private final Html html;

    private record Row(String name, Map<String, Integer> counts) {
        int all() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** A map without a default is read with one. */
        int of(String step) {
            return counts.getOrDefault(step, 0);
        }

        double solved() {
            return (double) of(Funnel.MET) / all();
        }
    }

    FunnelSection(Html html) {
        this.html = html;
    }

    void add(RunSummary summary) {
        summary.suites().stream().filter(it -> !it.all().funnel().isEmpty()).forEach(this::suite);
    }

    private void suite(SuiteFigures suite) {
        html.element("h2", "Where it went wrong first: " + suite.suite() + " on " + suite.target());
        key();
        List<Row> groups = new ArrayList<>();
        suite.groups().forEach((name, figures) -> add(groups, name, figures));
        groups.sort(Comparator.comparingDouble(Row::solved).thenComparing(Row::name));
        List<Row> first = new ArrayList<>(groups.subList(0, Math.min(FIRST, groups.size())));
        first.addFirst(new Row("all", suite.all().funnel()));
        rows(first);
        if (groups.size() > FIRST) {
            html.start("details").element("summary", Shown.count(groups.size() - FIRST) + " more, with fewer failures");
            rows(groups.subList(FIRST, groups.size()));
            html.end();
        }
    }

    private static void add(List<Row> rows, String name, Figures figures) {
        if (!figures.funnel().isEmpty()) {
            rows.add(new Row(name, figures.funnel()));
        }
    }

    private void key() {
        html.start("p", "class", "key");
        for (int i = 0; i < Funnel.STEPS.size(); i++) {
            html.start("span")
                    .element("i", "", "class", "s" + i)
                    .text(words(Funnel.STEPS.get(i)))
                    .end();
        }
        html.end();
    }

    private void rows(List<Row> rows) {
        html.start("div", "class", "scroll").start("table");
        for (Row row : rows) {
            html.start("tr").element("td", row.name()).start("td", "class", "wide");
            List<Plot.Part> parts = new ArrayList<>();
            for (int i = 0; i < Funnel.STEPS.size(); i++) {
                int count = row.of(Funnel.STEPS.get(i));
                if (count > 0) {
                    parts.add(new Plot.Part(words(Funnel.STEPS.get(i)), count, String.valueOf(count), "s" + i));
                }
            }
            Plot.bar(html, parts, row.all());
            html.end();
            html.element("td", said(row))
                    .element("td", Shown.count(row.all()), "class", "n")
                    .end()
                    .line();
        }
        html.end().end();
    }

    private static String said(Row row) {
        List<String> words = new ArrayList<>();
        row.counts().forEach((step, count) -> words.add(count + " " + words(step)));
        return String.join(", ", words);
    }

    private static String words(String step) {
        return step.replace('_', ' ');
    }
}
