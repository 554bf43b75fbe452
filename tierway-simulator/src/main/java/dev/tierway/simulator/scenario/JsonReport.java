package dev.tierway.simulator.scenario;

import dev.tierway.simulator.report.Distribution;
import dev.tierway.simulator.report.FlowFigures;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.report.TierFigures;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A scenario's report as one JSON object; times are milliseconds, shares 0 to 1. */
final class JsonReport {
    private static final double[] PERCENTS = {1, 50, 90, 95, 99};

    private final StringWriter text = new StringWriter();

    JsonReport(ScenarioReport report) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("scenario", report.scenario().name());
            json.writeStringProperty("story", report.scenario().story());
            json.writeNumberProperty("seed", report.seed());
            json.writeNumberProperty("seeds", report.runs().size());
            json.writeBooleanProperty("met", report.met());
            json.writeArrayPropertyStart("goals");
            report.goals().forEach(goal -> write(json, goal));
            json.writeEndArray();
            json.writeArrayPropertyStart("runs");
            report.runs().getFirst().byStrategy().values().forEach(run -> write(json, run));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static void write(JsonGenerator json, GoalResult result) {
        json.writeStartObject();
        json.writeStringProperty("goal", result.goal().text());
        json.writeNumberProperty(
                result.goal().atMost() ? "at_most" : "at_least", result.goal().bound());
        json.writeNumberProperty("mean", result.mean());
        json.writeNumberProperty("half_width_95", result.halfWidth());
        json.writeBooleanProperty("met", result.met());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, RunFigures run) {
        json.writeStartObject();
        json.writeStringProperty("strategy", run.strategy());
        json.writeNumberProperty("weighted_tokens_per_second", run.weightedTokensPerSecond());
        json.writeNumberProperty("wasted_share", run.wastedShare());
        json.writeNumberProperty("events", run.events());
        json.writeObjectPropertyStart("utilisation");
        run.utilisation().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("flows");
        run.flows().forEach(flow -> write(json, flow));
        json.writeEndArray();
        json.writeArrayPropertyStart("tiers");
        run.tiers().forEach(tier -> write(json, tier));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, FlowFigures flow) {
        json.writeStartObject();
        json.writeStringProperty("project", flow.project());
        json.writeStringProperty("tier", flow.tier().wireName());
        json.writeNumberProperty("offered", flow.offered());
        json.writeNumberProperty("served", flow.served());
        json.writeNumberProperty("weighted_tokens", flow.weightedTokens());
        write(json, "ttft_ms", flow.ttftMillis());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, TierFigures tier) {
        json.writeStartObject();
        json.writeStringProperty("tier", tier.tier().wireName());
        json.writeNumberProperty("offered", tier.offered());
        json.writeNumberProperty("served", tier.served());
        json.writeNumberProperty("served_elsewhere", tier.servedElsewhere());
        json.writeObjectPropertyStart("refused");
        tier.refused().forEach((reason, count) -> json.writeNumberProperty(reason.label(), count));
        json.writeEndObject();
        json.writeNumberProperty("left", tier.left());
        json.writeNumberProperty("failed", tier.failed());
        json.writeNumberProperty("open", tier.open());
        json.writeNumberProperty("preempted", tier.preemptions());
        json.writeNumberProperty("share", tier.share());
        json.writeNumberProperty("longest_gap_seconds", tier.longestGapSeconds());
        write(json, "wait_ms", tier.waitMillis());
        write(json, "ttft_ms", tier.ttftMillis());
        write(json, "tbt_ms", tier.tbtMillis());
        write(json, "otps", tier.otps());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Distribution values) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", values.count());
        for (double percent : PERCENTS) {
            Distribution.Value value = values.at(percent);
            if (!Double.isNaN(value.value())) {
                json.writeNumberProperty("p" + (int) percent, value.value());
                if (value.cutShort()) {
                    json.writeBooleanProperty("p" + (int) percent + "_is_lower_bound", true);
                }
            }
        }
        json.writeEndObject();
    }
}
