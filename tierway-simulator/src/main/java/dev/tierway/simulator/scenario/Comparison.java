package dev.tierway.simulator.scenario;

import dev.tierway.simulator.report.Numbers;
import dev.tierway.simulator.report.SharingFigures;
import dev.tierway.simulator.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Strategies side by side on the same seeds: what batch work took and what live traffic felt of it. */
public final class Comparison {
    private record Column(String title, int digits, ToDoubleFunction<SharingFigures> measure, Strategy basis) {}

    private static final List<Column> COLUMNS = List.of(
            new Column(
                    "ttft p99 ms", 0, sharing -> sharing.liveTtftMillis().at(99).value(), Strategy.TIERWAY),
            new Column(
                    "to live_only",
                    3,
                    sharing -> sharing.liveTtftMillis().at(99).value(),
                    Strategy.LIVE_ONLY),
            new Column("mean tbt ms", 1, SharingFigures::liveTbtMeanMillis, Strategy.TIERWAY),
            new Column(
                    "tbt p99 ms", 1, sharing -> sharing.liveTbtMillis().at(99).value(), Strategy.TIERWAY),
            new Column("batch tokens/s", 0, SharingFigures::batchTokensPerSecond, Strategy.TIERWAY),
            new Column("of idle", 3, SharingFigures::batchTokensPerSecond, Strategy.STRICT_ORDER),
            new Column("wasted", 4, SharingFigures::wastedShare, Strategy.TIERWAY),
            new Column("cached", 3, SharingFigures::cachedShare, Strategy.TIERWAY),
            new Column("on time", 4, SharingFigures::onTimeShare, Strategy.TIERWAY));

    /** Columns that say how a strategy compares with another, which must then have been run. */
    private static final Set<Strategy> RELATIVE = Set.of(Strategy.LIVE_ONLY, Strategy.STRICT_ORDER);

    private final ScenarioReport report;

    public Comparison(ScenarioReport report) {
        this.report = report;
    }

    /** A table of means with half the width of their 95 % intervals, and the goals. */
    public String toText() {
        Scenario scenario = report.scenario();
        StringBuilder text = new StringBuilder()
                .append(scenario.name())
                .append('\n')
                .append(scenario.story())
                .append("\n\nseeds ")
                .append(report.seed())
                .append(" to ")
                .append(report.seed() + report.runs().size() - 1)
                .append(", mean ± half of the 95 % interval\n\n");
        Set<Strategy> strategies = report.runs().getFirst().byStrategy().keySet();
        List<Column> columns = COLUMNS.stream()
                .filter(column -> !RELATIVE.contains(column.basis()) || strategies.contains(column.basis()))
                .toList();
        List<String> header = new ArrayList<>(List.of("strategy"));
        columns.forEach(column -> header.add(column.title()));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (Strategy strategy : strategies) {
            List<String> row = new ArrayList<>(List.of(strategy.label()));
            columns.forEach(column -> row.add(cell(column, strategy)));
            table.row(row.toArray(String[]::new));
        }
        table.appendTo(text, "  ");
        text.append('\n');
        TextTable goals = new TextTable("goal", "", "measured", "");
        for (GoalResult result : report.goals()) {
            goals.row(
                    result.goal().text(),
                    (result.goal().atMost() ? "<= " : ">= ") + result.goal().bound(),
                    number(new Estimate(result.values()), 4),
                    result.met() ? "met" : "MISSED");
        }
        goals.appendTo(text, "  ");
        return text.toString();
    }

    private String cell(Column column, Strategy strategy) {
        boolean relative = RELATIVE.contains(column.basis());
        return number(
                new Estimate(report.runs().stream()
                        .map(runs -> {
                            double value = column.measure()
                                    .applyAsDouble(runs.of(strategy).sharing());
                            return relative
                                    ? value
                                            / column.measure()
                                                    .applyAsDouble(runs.of(column.basis())
                                                            .sharing())
                                    : value;
                        })
                        .toList()),
                column.digits());
    }

    private static String number(Estimate estimate, int digits) {
        String mean = Numbers.decimal(estimate.mean(), digits);
        return estimate.values().size() == 1 ? mean : mean + " ±" + Numbers.decimal(estimate.halfWidth(), digits);
    }
}
