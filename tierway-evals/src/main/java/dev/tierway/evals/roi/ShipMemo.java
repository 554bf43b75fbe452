package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Interval;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The business case as one page for who decides: no script, no network, the verdict first. */
public final class ShipMemo {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final String CSS = """
            :root { color-scheme: light dark; --ink: #17202a; --soft: #5b6670; --line: #d8dde2; --ground: #fbfbfa;
              --pass: #1b7f4b; --fail: #b3261e; --open: #8a5a00; --accent: #1f5fa8; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5af; --line: #333b43;
              --ground: #14181c; --pass: #5fc48f; --fail: #ff8a80; --open: #e5b454; --accent: #7fb2ea; } }
            * { box-sizing: border-box; }
            body { font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink);
              background: var(--ground); max-width: 52rem; margin: 0 auto; padding: 1.6rem 1.2rem 4rem;
              font-variant-numeric: tabular-nums; }
            header p { margin: 0; color: var(--soft); font-size: .86rem; }
            h1 { font-size: 1.75rem; line-height: 1.2; margin: .3rem 0 .5rem; letter-spacing: -.01em; }
            h1.ship { color: var(--pass); } h1.do_not_ship, h1.never { color: var(--fail); }
            h1.undecided, h1.below_target { color: var(--open); }
            p.lead { font-size: 1.12rem; line-height: 1.5; margin: 0 0 1.2rem; color: var(--ink); max-width: 46rem; }
            h2 { font-size: .8rem; font-weight: 650; text-transform: uppercase; letter-spacing: .07em; color: var(--soft);
              margin: 2.2rem 0 .6rem; padding-top: .7rem; border-top: 1px solid var(--line); }
            p { margin: .5rem 0; max-width: 46rem; } .soft { color: var(--soft); }
            .loss { color: var(--fail); } .gain { color: var(--pass); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-size: .92rem; }
            th { color: var(--soft); font-weight: 500; font-size: .82rem; text-align: left; }
            th, td { padding: .32rem .7rem .32rem 0; border-bottom: 1px solid var(--line); }
            th + th, td + td { text-align: right; white-space: nowrap; }
            tr:last-child td { border-bottom: 0; }
            svg { display: block; width: 100%; min-width: 34rem; height: auto; font-size: 12px; }
            svg text { fill: var(--soft); paint-order: stroke; stroke: var(--ground); stroke-width: 3px; } svg text.name, svg text.mark { fill: var(--ink); }
            .bar { fill: var(--accent); opacity: .55; } .crossing { fill: var(--accent); }
            .grid { stroke: var(--line); } .zero { stroke: var(--fail); stroke-width: 1.5; }
            .now { stroke: var(--ink); stroke-dasharray: 3 3; }
            .spread { stroke: var(--accent); stroke-width: 4; } .estimate { fill: var(--accent); }
            @media (max-width: 36rem) { body { padding: 1rem .9rem 3rem; } h1 { font-size: 1.45rem; } }
            @media print { body { max-width: none; } }
            """;

    private final StringBuilder page = new StringBuilder(16_384);
    private final Roi roi;

    private ShipMemo(Roi roi) {
        this.roi = roi;
    }

    /**
     * The whole document.
     *
     * @param project whose business case it is, any text
     */
    public static String of(Roi roi, String project, Instant made) {
        ShipMemo memo = new ShipMemo(roi);
        ShipAdvice advice = ShipAdvice.of(roi);
        memo.page.append("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s: %s</title>
                <style>
                %s</style></head><body>
                <header><p>%s · %s</p>
                <h1 class="%s">%s</h1></header>
                <p class="lead">%s</p>
                """.formatted(
                        escaped(project),
                        advice.headline(),
                        CSS,
                        escaped(project),
                        DAY.format(made),
                        advice.kind().wireName(),
                        advice.headline(),
                        escaped(advice.sentence())));
        memo.where();
        memo.money();
        memo.people();
        memo.hangsOn();
        memo.more();
        memo.restsOn();
        return memo.page.append("</body></html>\n").toString();
    }

    private void where() {
        heading("Where we are");
        scrolled(RatePlot.of(roi));
        roi.target()
                .ifPresent(it -> paragraph(
                        "soft",
                        "Proposed target: %s. An eval of %s cases with %s or more right puts the true rate above %s with %s confidence."
                                .formatted(
                                        Amounts.percent(it.target()),
                                        Amounts.count(it.cases()),
                                        Amounts.count(it.passes()),
                                        Amounts.exactPercent(it.bar()),
                                        Amounts.level(it.confidence()))));
    }

    private void money() {
        heading("What it is worth");
        Payoff payoff = roi.question().payoff();
        roi.pilot().ifPresent(pilot -> {
            Interval rate = pilot.rate();
            Interval profit = pilot.profit();
            table("of %s cases".formatted(Amounts.count(payoff.cases())), "success rate", "profit");
            row("at worst", Amounts.percent(rate.low()), profit.low());
            row("as measured", Amounts.percent(rate.estimate()), profit.estimate());
            row("at best", Amounts.percent(rate.high()), profit.high());
            closed();
            paragraph(
                    "soft",
                    "Worst and best are the ends of the %s interval. Chance of a profit: %s. One point of success rate is worth %s."
                            .formatted(
                                    Amounts.level(rate.confidence()),
                                    escaped(Amounts.chance(pilot.odds().probability())),
                                    Amounts.dollars(payoff.perPoint())));
        });
        table("at a success rate of", "profit");
        List<Roi.Row> rows = new ArrayList<>(roi.table());
        roi.breakEven().ifPresent(it -> rows.add(new Roi.Row(it, 0)));
        rows.sort(Comparator.comparingDouble(Roi.Row::rate));
        for (Roi.Row at : rows) {
            boolean even = roi.breakEven().equals(OptionalDouble.of(at.rate()));
            String name = even ? Amounts.exactPercent(at.rate()) + ", the break-even" : Amounts.percent(at.rate());
            cells(List.of(name, coloured(even ? 0 : at.profit())));
        }
        closed();
    }

    private void people() {
        roi.people().ifPresent(people -> {
            heading("Against people");
            table("under the same pay-offs", "success rate", "profit");
            roi.pilot()
                    .ifPresent(it -> row(
                            "the system", Amounts.share(it.rate()), it.profit().estimate()));
            row("people", Amounts.share(people.rate()), people.profit());
            closed();
            people.comparison().ifPresent(it -> paragraph("", compared(it)));
        });
    }

    private static String compared(HumanArm.Comparison comparison) {
        Interval difference = comparison.rates().difference();
        String points = String.format(
                Locale.ROOT,
                "%+.1f points [%+.1f, %+.1f], p %s",
                difference.estimate() * 100,
                difference.low() * 100,
                difference.high() * 100,
                escaped(Amounts.chance(comparison.rates().pValue())));
        String verdict = !comparison.different()
                ? "The system and people are not shown to differ"
                : difference.estimate() > 0
                        ? "The system is significantly better than people"
                        : "The system is significantly worse than people";
        String enough = comparison.perArm().isEmpty()
                ? ""
                : " A difference of this size needs about "
                        + Amounts.count(comparison.perArm().getAsLong()) + " cases on each side.";
        return verdict + ": " + points + ". Both were graded by the same graders, blind." + enough;
    }

    private void hangsOn() {
        heading("What the answer hangs on");
        Tornado tornado = roi.tornado();
        scrolled(TornadoPlot.of(tornado, roi.question().payoff().profit(tornado.rate())));
        paragraph(
                "soft",
                "Each input moved alone, the others as they are and %s of cases succeeding. Solid bars cross zero; the dashed line is today's assumption."
                        .formatted(Amounts.percent(tornado.rate())));
        table("input", "moved from", "to", "breaks even at");
        for (Tornado.Bar bar : tornado.bars()) {
            cells(List.of(
                    bar.input().words(),
                    Amounts.value(bar.input(), bar.low()),
                    Amounts.value(bar.input(), bar.high()),
                    bar.breaksEvenAt().isPresent()
                            ? Amounts.value(bar.input(), bar.breaksEvenAt().getAsDouble())
                            : "never"));
        }
        closed();
    }

    private void more() {
        roi.pilot().ifPresent(pilot -> {
            heading("Would more cases help");
            table("cases more", "worth at most");
            for (MoreData data : pilot.more()) {
                cells(List.of(Amounts.count(data.cases()), Amounts.dollars(data.value())));
            }
            closed();
            paragraph(
                    "soft",
                    "The average gain of deciding after so many more cases, instead of now. Knowing the true rate would be worth %s."
                            .formatted(Amounts.dollars(pilot.odds().perfect())));
        });
    }

    private void restsOn() {
        heading("What this rests on");
        Payoff payoff = roi.question().payoff();
        Payoff.Escalation escalation = payoff.escalation();
        table("input", "value");
        cells(List.of("cases", Amounts.count(payoff.cases())));
        cells(List.of("gain of a success", Amounts.dollars(payoff.gainSuccess() / 1e9)));
        cells(List.of("cost of an escalation", Amounts.dollars(escalation.cost() / 1e9)));
        cells(List.of("escalated customers who leave", Amounts.percent(escalation.churnRate())));
        cells(List.of(
                switch (escalation.churn()) {
                    case EXCLUSIVE -> "cost of one who leaves, instead of the escalation";
                    case ADDITIVE -> "cost of one who leaves, on top of the escalation";
                },
                Amounts.dollars(escalation.churnCost() / 1e9)));
        cells(List.of("errors that nobody sees", Amounts.percent(payoff.silent().share())));
        cells(List.of("cost of one", Amounts.dollars(payoff.silent().cost() / 1e9)));
        cells(List.of("models and tools for a case", Amounts.dollars(payoff.costPerCase() / 1e9)));
        cells(List.of("a failure costs on average", Amounts.dollars(payoff.loss() / 1e9)));
        closed();
        paragraph(
                "soft",
                "The cases measured stand for the cases to come. Simulated customers are no proof of what real ones do.");
    }

    private void heading(String text) {
        page.append("<h2>").append(text).append("</h2>\n");
    }

    private void paragraph(String style, String text) {
        page.append("<p class=\"").append(style).append("\">").append(text).append("</p>\n");
    }

    private void scrolled(String svg) {
        page.append("<div class=\"scroll\">").append(svg).append("</div>\n");
    }

    private void table(String... headings) {
        page.append("<div class=\"scroll\"><table><tr>");
        for (String heading : headings) {
            page.append("<th>").append(heading).append("</th>");
        }
        page.append("</tr>\n");
    }

    private void row(String name, String rate, double profit) {
        cells(List.of(name, rate, coloured(profit)));
    }

    private static String coloured(double profit) {
        String style = profit < 0 ? "loss" : profit > 0 ? "gain" : "even";
        return "<span class=\"" + style + "\">" + Amounts.dollars(profit) + "</span>";
    }

    private void cells(List<String> cells) {
        page.append("<tr>");
        cells.forEach(it -> page.append("<td>").append(it).append("</td>"));
        page.append("</tr>\n");
    }

    private void closed() {
        page.append("</table></div>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
