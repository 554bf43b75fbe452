package dev.tierway.evals.report;

import dev.tierway.evals.gate.RuleOutcome;
import dev.tierway.evals.gate.Ruling;
import dev.tierway.evals.page.Html;
import dev.tierway.evals.run.RunManifest;
import dev.tierway.evals.suite.GateRule;
import dev.tierway.evals.summary.RunSummary.SuiteFigures;
import dev.tierway.evals.summary.Shown;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run as one page that needs nothing else: no script, no network. What was asked for and what came of it stand first,
 * single cases last; however many cases there are, the page stays small.
 */
public final class HtmlReport {
    private static final int MOST_REASONS = 12;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Html html;
    private final Report report;
    private final Headline headline;

    private HtmlReport(Report report) {
        this.report = report;
        this.headline = Headline.of(report);
        this.html = Html.page(report.manifest().project() + ": " + Headline.verdict(report), "");
    }

    /** The whole document. */
    public static String of(Report report, CaseDetails cases) {
        HtmlReport page = new HtmlReport(report);
        page.verdict();
        page.rules();
        page.suites();
        new FunnelSection(page.html).add(report.summary());
        report.diff().ifPresent(diff -> new ChangeSection(page.html).add(diff));
        new TrustSection(page.html).add(report);
        new CostSection(page.html).add(report.summary());
        new GroupSection(page.html).add(report.summary());
        page.next(NextSteps.of(report, cases));
        new CaseSection(page.html).add(report.summary(), cases);
        page.made();
        return page.html.document();
    }

    private void verdict() {
        RunManifest manifest = report.manifest();
        Ruling ruling = report.gate().ruling();
        html.start("header");
        html.element(
                "p",
                manifest.project() + " · run " + manifest.id() + " · " + DAY.format(manifest.startedAt())
                        + report.gate().baseline().map(it -> " · against " + it).orElse(""));
        html.element("h1", Headline.sign(ruling) + " " + Headline.verdict(report), "class", ruling.wireName());
        html.element("p", Html.unbroken(headline.sentence()), "class", "lead");
        manifest.end()
                .filter(end -> !end.why().isEmpty())
                .ifPresent(end -> html.element(
                        "p",
                        "The run is not whole: " + end.why() + " (" + Shown.count(end.done()) + " of "
                                + Shown.count(end.planned()) + " results)."));
        html.end().line();
    }

    private void rules() {
        html.element("h2", "Gate").start("ul", "class", "rules");
        report.gate().rules().stream()
                .sorted((a, b) -> b.ruling().compareTo(a.ruling()))
                .forEach(this::rule);
        html.end().line();
    }

    private void rule(RuleOutcome outcome) {
        List<RuleOutcome.Part> telling = outcome.telling();
        boolean many = telling.size() > 1 && outcome.ruling() == Ruling.PASS;
        if (many) {
            item(
                    Ruling.PASS,
                    outcome.rule().metric().text().replace('_', ' ') + " holds in all "
                            + Shown.count(telling.size(), "part"));
            return;
        }
        telling.stream().limit(MOST_REASONS).forEach(it -> item(it.ruling(), it.sentence()));
        if (telling.size() > MOST_REASONS) {
            item(outcome.ruling(), "and " + (telling.size() - MOST_REASONS) + " more");
        }
    }

    private void item(Ruling ruling, String sentence) {
        html.start("li", "class", ruling.wireName())
                .element("b", Headline.sign(ruling), "aria-label", ruling.wireName())
                .element("span", Html.unbroken(sentence))
                .end();
    }

    private void suites() {
        html.element("h2", "Suites")
                .start("div", "class", "scroll")
                .start("table")
                .start("tr");
        List.of("suite on target", "pass rate, 0 to 100 %", "").forEach(it -> html.element("th", it));
        List.of("cases", "unscored", "$ per success").forEach(it -> html.element("th", it, "class", "n"));
        html.end();
        report.summary().suites().forEach(this::suite);
        html.end().end();
        html.element(
                        "p",
                        "Intervals hold the truth in "
                                + Shown.percent(report.summary().confidence())
                                + " of repetitions; unscored results are in no rate.",
                        "class",
                        "soft")
                .line();
    }

    private void suite(SuiteFigures suite) {
        html.start("tr").element("td", suite.suite() + " on " + suite.target());
        html.start("td", "class", "wide");
        suite.all().passRate().ifPresent(rate -> Plot.interval(html, rate, target(suite)));
        html.end().element("td", Shown.percent(suite.all().passRate()), "class", "n");
        html.element("td", Shown.count(suite.all().cases()), "class", "n");
        html.element("td", Shown.count(suite.all().trials().unscored()), "class", "n");
        html.element("td", Shown.usd(suite.all().cost().perSuccess()), "class", "n")
                .end()
                .line();
    }

    private OptionalDouble target(SuiteFigures suite) {
        return headline.suite().filter(suite::equals).isPresent()
                ? headline.target().stream()
                        .mapToDouble(GateRule.Test.Absolute::value)
                        .findFirst()
                : OptionalDouble.empty();
    }

    private void next(List<NextSteps.Step> steps) {
        html.element("h2", "What to do next").start("ul");
        steps.forEach(it -> html.start("li")
                .text(Html.unbroken(it.sentence()))
                .start("br")
                .element("code", it.command())
                .end());
        html.end().line();
    }

    private void made() {
        RunManifest manifest = report.manifest();
        html.element("h2", "What ran");
        html.start("dl");
        manifest.suites().forEach(it -> {
            html.element("dt", it.name() + " on " + it.target());
            html.element(
                    "dd",
                    it.suiteClass() + ", " + Shown.count(it.cases(), "case") + " of " + it.dataset() + " ("
                            + shortened(it.datasetHash()) + "), target " + shortened(it.targetFingerprint())
                            + ", graders "
                            + String.join(
                                    ", ",
                                    it.graders().stream()
                                            .map(grader -> grader.name() + " (" + shortened(grader.fingerprint()) + ")")
                                            .toList()));
        });
        html.element("dt", "seed").element("dd", String.valueOf(manifest.seed()));
        Optional.of(manifest.tier())
                .filter(it -> !it.isEmpty())
                .ifPresent(it -> html.element("dt", "service tier").element("dd", it));
        html.element("dt", "version").element("dd", manifest.version()).end();
    }

    private static String shortened(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}
