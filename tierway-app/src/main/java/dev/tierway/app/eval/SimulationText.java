package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.evals.run.ResultStream;
import dev.tierway.evals.run.ResultsFile;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.simulate.Outcome;
import dev.tierway.evals.simulate.SimulationTally;
import dev.tierway.evals.stats.Interval;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows what simulated conversations came to. */
final class SimulationText {
    private static final double CONFIDENCE = 0.95;

    private SimulationText() {}

    /** The conversations of {@code run}. */
    static SimulationTally tally(RunDirectory run) throws IOException {
        SimulationTally tally = new SimulationTally(CONFIDENCE);
        try (ResultStream results = ResultsFile.read(run.results())) {
            results.forEachRemaining(tally::add);
        }
        return tally;
    }

    static void print(SimulationTally tally, PrintStream out) {
        List<String> outcomes =
                Arrays.stream(Outcome.values()).map(Outcome::wireName).toList();
        Table funnel = Table.of(List.of("INTENT"), outcomes);
        tally.funnelByGroup().forEach((group, counts) -> funnel.row(cells(group.isEmpty() ? "-" : group, counts)));
        funnel.row(cells("all", tally.funnel()));
        out.print(funnel);
        tally.objective().ifPresent(it -> out.println("objective met: " + percent(it)));
        tally.spoiled()
                .ifPresent(
                        it -> out.println("spoiled by the customer: " + percent(it) + ", unscored and in no funnel"));
        tally.spoiledByModel().forEach((model, rate) -> out.println("  " + model + ": " + percent(rate)));
        tally.flaws().forEach((flaw, count) -> out.println("  " + count + "  " + flaw));
        out.println(
                "Simulated customers are more patient and alike than real ones: this is no accuracy in production.");
    }

    static ObjectNode json(SimulationTally tally) {
        ObjectNode told = JsonMapper.shared().createObjectNode().put("judged", tally.judged());
        write(tally.funnel(), told.putObject("funnel"));
        ObjectNode groups = told.putObject("by_group");
        tally.funnelByGroup().forEach((group, counts) -> write(counts, groups.putObject(group)));
        tally.objective().ifPresent(it -> write(it, told.putObject("objective")));
        tally.spoiled().ifPresent(it -> write(it, told.putObject("spoiled")));
        ObjectNode models = told.putObject("spoiled_by_model");
        tally.spoiledByModel().forEach((model, rate) -> write(rate, models.putObject(model)));
        ObjectNode flaws = told.putObject("flaws");
        tally.flaws().forEach(flaws::put);
        return told;
    }

    static String number(double value, int decimals) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    private static List<String> cells(String group, Map<Outcome, Long> counts) {
        List<String> cells = new ArrayList<>();
        cells.add(group);
        for (Outcome outcome : Outcome.values()) {
            cells.add(Long.toString(counts.getOrDefault(outcome, 0L)));
        }
        return cells;
    }

    private static void write(Map<Outcome, Long> counts, ObjectNode into) {
        for (Outcome outcome : Outcome.values()) {
            into.put(outcome.wireName(), counts.getOrDefault(outcome, 0L));
        }
    }

    private static void write(Interval rate, ObjectNode into) {
        into.put("estimate", rate.estimate())
                .put("low", rate.low())
                .put("high", rate.high())
                .put("n", rate.n());
    }

    private static String percent(Interval rate) {
        return number(100 * rate.estimate(), 1) + " % [" + number(100 * rate.low(), 1) + ", "
                + number(100 * rate.high(), 1) + "] of " + rate.n();
    }
}
