package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.evals.judge.JudgeCalibration;
import dev.tierway.evals.judge.JudgeCalibration.Order;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.JudgeErrors;
import dev.tierway.evals.stats.Rates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Shows a calibration: rates with their intervals. */
record CalibrationText(JudgeCalibration calibration) {
    private static final double CONFIDENCE = 0.95;

    String id() {
        return calibration.id();
    }

    ObjectNode json() {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("id", calibration.id())
                .put("judge", calibration.grader())
                .put("model", calibration.model())
                .put("fingerprint", calibration.fingerprint())
                .put("unscored", calibration.unscored());
        rates().forEach((name, rate) -> json.putObject(name)
                .put("estimate", rate.estimate())
                .put("low", rate.low())
                .put("high", rate.high())
                .put("n", rate.n()));
        kappa().ifPresent(it -> json.put("kappa", it));
        return json;
    }

    private SequencedMap<String, Interval> rates() {
        JudgeErrors errors = calibration.errors();
        SequencedMap<String, Interval> rates = new LinkedHashMap<>();
        if (errors.good() + errors.bad() > 0) {
            rates.put("agreement", errors.confusion().agreement(CONFIDENCE));
        }
        if (errors.good() > 0) {
            rates.put("sensitivity", errors.sensitivity(CONFIDENCE));
        }
        if (errors.bad() > 0) {
            rates.put("specificity", errors.specificity(CONFIDENCE));
        }
        Order order = calibration.order();
        if (order.pairs() > 0) {
            rates.put("flips", Rates.wilson(order.flips(), order.pairs(), CONFIDENCE));
        }
        if (order.decided() > 0) {
            rates.put("first_position", Rates.wilson(order.firstWon(), order.decided(), CONFIDENCE));
        }
        return rates;
    }

    private OptionalDouble kappa() {
        return calibration.errors().confusion().kappa();
    }

    @Override
    public String toString() {
        Table table = Table.of(List.of("JUDGE " + calibration.grader()), List.of("RATE", "95 %", "N"));
        rates().forEach((name, rate) -> table.row(List.of(
                name.replace('_', ' '),
                percent(rate.estimate()),
                percent(rate.low()) + " to " + percent(rate.high()),
                Long.toString(rate.n()))));
        kappa().ifPresent(it -> table.row(List.of("kappa", String.format(Locale.ROOT, "%.2f", it), "", "")));
        table.row(List.of("unscored", "", "", Long.toString(calibration.unscored())));
        return table.toString();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
