package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The report as one HTML page that needs nothing else: no script, no network; follows the reader's colour scheme. */
final class ReportPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #d9dce0; --ground: #fcfcfd;
              --reserved: #7c3aed; --priority: #d6336c; --standard: #1971c2; --flex: #2f9e44; --batch: #b8860b; }
            @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --soft: #a0a6ae; --line: #363a3f;
              --ground: #16181b; --reserved: #b197fc; --priority: #faa2c1; --standard: #74c0fc; --flex: #8ce99a;
              --batch: #ffd43b; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
              max-width: 820px; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; } p.soft { color: var(--soft); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 0.8rem 0; }
            th, td { text-align: right; padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--line); }
            th { color: var(--soft); font-weight: 500; } th:first-child, td:first-child { text-align: left; }
            figure { margin: 1.4rem 0; } figcaption { font-weight: 600; margin-bottom: 0.3rem; }
            svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 11px; }
            svg text.y { text-anchor: end; dominant-baseline: middle; } svg text.x { text-anchor: middle; }
            .grid { stroke: var(--line); } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
            .key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.4em; }
            .reserved { stroke: var(--reserved); background: var(--reserved); }
            .priority { stroke: var(--priority); background: var(--priority); }
            .standard { stroke: var(--standard); background: var(--standard); }
            .flex { stroke: var(--flex); background: var(--flex); }
            .batch { stroke: var(--batch); background: var(--batch); }
            """;

    private final StringBuilder html = new StringBuilder();

    private ReportPage() {}

    static String of(OverloadReport report) {
        ReportPage page = new ReportPage();
        page.head(report);
        page.phase("All tiers", report.overload());
        ReportCharts.of(report.overload()).forEach(chart -> page.html.append(chart.svg()));
        page.phase("Reserved and priority alone", report.alone());
        page.html.append("</body></html>\n");
        return page.html.toString();
    }

    private void head(OverloadReport report) {
        OverloadReport.Setting setting = report.setting();
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Tierway overload bench</title>")
                .append("<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Overload of ")
                .append(escaped(setting.target()))
                .append("</h1>\n<p>Measured capacity ")
                .append(LiveTable.number(report.capacity()))
                .append(" requests/s; offered ")
                .append(LiveTable.number(setting.times()))
                .append(" times that for ")
                .append(setting.length().toSeconds())
                .append(" s")
                .append(report.interrupted() ? ", cut short" : "")
                .append(".</p>\n<ul>");
        for (var tier : List.of(ServiceTier.RESERVED, ServiceTier.PRIORITY)) {
            report.ttftRatio(tier)
                    .ifPresent(ratio -> html.append("<li>")
                            .append(Mix.name(tier))
                            .append(": p99 time to first token ")
                            .append(LiveTable.number(ratio))
                            .append(" times that of the same requests without the other tiers</li>"));
        }
        html.append("</ul>\n<p class=\"soft\">mix ")
                .append(setting.workload().mix())
                .append("; length scale ")
                .append(setting.workload().scale())
                .append("; seed ")
                .append(setting.workload().seed())
                .append("; ")
                .append(setting.started())
                .append(". Times count from when a request was due, not from when it was sent.</p>\n");
    }

    private void phase(String title, PhaseReport phase) {
        html.append("<h2>")
                .append(title)
                .append("</h2>\n<p>")
                .append(Math.round(phase.seconds()))
                .append(" s, ")
                .append(LiveTable.number(phase.outputTokensPerSecond()))
                .append(" output tokens/s</p>\n");
        table(
                List.of("", "offered", "served", "refused", "expired", "failed", "unfinished", "tokens"),
                phase,
                tier -> List.of(
                        "" + tier.offered(),
                        "" + tier.served(),
                        "" + ReportText.sum(tier.refusals()),
                        "" + ReportText.sum(tier.expired()),
                        "" + ReportText.sum(tier.failed()),
                        "" + tier.unfinished(),
                        "" + tier.outputTokens()));
        for (Measure measure : Measure.ALL) {
            List<String> heads = new ArrayList<>(List.of(measure.name()));
            heads.addAll(measure.heads());
            table(
                    heads,
                    phase,
                    tier -> Measure.values(measure.of().apply(tier)).stream()
                            .map(LiveTable::number)
                            .toList());
        }
        reasons(phase);
    }

    private void table(List<String> heads, PhaseReport phase, Function<TierSummary, List<String>> row) {
        html.append("<div class=\"scroll\"><table><tr>");
        heads.forEach(head -> html.append("<th>").append(head).append("</th>"));
        html.append("</tr>\n");
        for (TierSummary tier : phase.tiers()) {
            String name = Mix.name(tier.tier());
            html.append("<tr><td><span class=\"key ")
                    .append(name)
                    .append("\"></span>")
                    .append(name)
                    .append("</td>");
            row.apply(tier).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private void reasons(PhaseReport phase) {
        html.append("<ul>");
        for (TierSummary tier : phase.tiers()) {
            for (var codes : List.of(tier.refusals(), tier.expired(), tier.failed())) {
                if (!codes.isEmpty()) {
                    html.append("<li>")
                            .append(Mix.name(tier.tier()))
                            .append(" not served: ")
                            .append(escaped(ReportText.counts(codes)))
                            .append("</li>");
                }
            }
        }
        html.append("</ul>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
