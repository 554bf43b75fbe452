package dev.tierway.simulator.scenario;

import dev.tierway.simulator.report.FlowFigures;
import dev.tierway.simulator.report.Numbers;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.report.TextTable;
import dev.tierway.simulator.report.TierFigures;
import dev.tierway.simulator.run.Phases;
import java.util.stream.Collectors;

/** A scenario's report as tables of fixed width. */
final class TextReport {
    private static final String INDENT = "  ";

    private final ScenarioReport report;
    private final StringBuilder text = new StringBuilder();

    TextReport(ScenarioReport report) {
        this.report = report;
        heading();
        goals();
        report.runs().getFirst().byStrategy().values().forEach(this::run);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void heading() {
        Scenario scenario = report.scenario();
        Phases phases = scenario.setting().phases();
        text.append(scenario.name()).append('\n');
        text.append(scenario.story()).append("\n\n");
        text.append("pool   ")
                .append(scenario.setting().engines().stream()
                        .map(engine ->
                                engine.name() + " (" + engine.deployment().slots() + " slots)")
                        .collect(Collectors.joining(", ")))
                .append('\n');
        text.append("time   ")
                .append(phases.warmup().toSeconds())
                .append(" s warm-up, ")
                .append(phases.measured().toSeconds())
                .append(" s measured, ")
                .append(phases.cooldown().toSeconds())
                .append(" s cool-down\n");
        long last = report.seed() + scenario.seeds() - 1;
        text.append("seeds  ").append(report.seed());
        if (last > report.seed()) {
            text.append(" to ")
                    .append(last)
                    .append(" for the goals, ")
                    .append(report.seed())
                    .append(" in the tables");
        }
        text.append("\n\n");
    }

    private void goals() {
        text.append("goals\n");
        TextTable table = new TextTable("goal", "", "measured", "95 % interval", "");
        for (GoalResult result : report.goals()) {
            Goal goal = result.goal();
            String interval = result.values().size() == 1
                    ? ""
                    : "[" + number(result.mean() - result.halfWidth()) + ", "
                            + number(result.mean() + result.halfWidth()) + "]";
            table.row(
                    goal.text(),
                    (goal.atMost() ? "<= " : ">= ") + number(goal.bound()),
                    number(result.mean()),
                    interval,
                    result.met() ? "met" : "MISSED");
        }
        table.appendTo(text, INDENT);
    }

    private void run(RunFigures run) {
        text.append('\n').append(run.strategy()).append('\n');
        TextTable outcomes = new TextTable(
                "tier", "offered", "served", "elsewhere", "refused", "left", "failed", "open", "preempted", "share");
        TextTable times =
                new TextTable("tier", "wait p50", "p99", "ttft p50", "p95", "p99", "tbt p50", "p99", "otps p50", "p1");
        for (TierFigures tier : run.tiers()) {
            outcomes.row(
                    tier.tier().wireName(),
                    "" + tier.offered(),
                    "" + tier.served(),
                    "" + tier.servedElsewhere(),
                    "" + tier.refusals(),
                    "" + tier.left(),
                    "" + tier.failed(),
                    "" + tier.open(),
                    "" + tier.preemptions(),
                    Numbers.percent(tier.share()));
            times.row(
                    tier.tier().wireName(),
                    Numbers.millis(tier.waitMillis().at(50)),
                    Numbers.millis(tier.waitMillis().at(99)),
                    Numbers.millis(tier.ttftMillis().at(50)),
                    Numbers.millis(tier.ttftMillis().at(95)),
                    Numbers.millis(tier.ttftMillis().at(99)),
                    Numbers.millis(tier.tbtMillis().at(50)),
                    Numbers.millis(tier.tbtMillis().at(99)),
                    Numbers.decimal(tier.otps().at(50).value(), 1),
                    Numbers.decimal(tier.otps().at(1).value(), 1));
        }
        outcomes.appendTo(text, INDENT);
        times.appendTo(text, INDENT);
        run.tiers().stream()
                .filter(tier -> tier.refusals() > 0)
                .forEach(tier -> text.append(INDENT)
                        .append(tier.tier().wireName())
                        .append(" refused: ")
                        .append(tier.refused().entrySet().stream()
                                .map(entry ->
                                        entry.getValue() + " " + entry.getKey().label())
                                .collect(Collectors.joining(", ")))
                        .append('\n'));
        flows(run);
        text.append(INDENT)
                .append("total ")
                .append(Numbers.decimal(run.weightedTokensPerSecond(), 0))
                .append(" weighted tokens/s, wasted ")
                .append(Numbers.percent(run.wastedShare()))
                .append(" of output, engines busy ")
                .append(run.utilisation().values().stream()
                        .map(Numbers::percent)
                        .collect(Collectors.joining(" ")))
                .append('\n');
    }

    /** Only where projects share a tier: elsewhere a flow is its tier. */
    private void flows(RunFigures run) {
        if (run.flows().size() == run.tiers().size()) {
            return;
        }
        TextTable table = new TextTable("project", "tier", "offered", "served", "weighted tokens", "ttft p50", "p99");
        for (FlowFigures flow : run.flows()) {
            table.row(
                    flow.project(),
                    flow.tier().wireName(),
                    "" + flow.offered(),
                    "" + flow.served(),
                    Numbers.decimal(flow.weightedTokens(), 0),
                    Numbers.millis(flow.ttftMillis().at(50)),
                    Numbers.millis(flow.ttftMillis().at(99)));
        }
        table.appendTo(text, INDENT);
    }

    private static String number(double value) {
        return value == StrictMath.rint(value) && Math.abs(value) < 1e9
                ? Numbers.decimal(value, 0)
                : Numbers.decimal(value, 3);
    }
}
