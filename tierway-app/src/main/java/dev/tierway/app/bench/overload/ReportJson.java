package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The report for programs. A measure without values is null. */
final class ReportJson {
    private final JsonGenerator json;

    private ReportJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(OverloadReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            new ReportJson(json).report(report);
        }
        return text.append('\n').toString();
    }

    private void report(OverloadReport report) {
        OverloadReport.Setting setting = report.setting();
        json.writeStartObject();
        json.writeStringProperty("target", setting.target());
        json.writeStringProperty("started", setting.started().toString());
        json.writeNumberProperty("times", setting.times());
        json.writeNumberProperty("duration_s", setting.length().toMillis() / 1e3);
        json.writeStringProperty("mix", setting.workload().mix().toString());
        json.writeNumberProperty("scale", setting.workload().scale());
        json.writeNumberProperty("seed", setting.workload().seed());
        json.writeNumberProperty("capacity_rps", report.capacity());
        json.writeBooleanProperty("interrupted", report.interrupted());
        for (ServiceTier tier : List.of(ServiceTier.RESERVED, ServiceTier.PRIORITY)) {
            json.writeName(Mix.name(tier) + "_ttft_p99_ratio");
            number(report.ttftRatio(tier).orElse(Double.NaN));
        }
        json.writeArrayPropertyStart("phases");
        phase(report.alone());
        phase(report.overload());
        json.writeEndArray();
        json.writeEndObject();
    }

    private void phase(PhaseReport phase) {
        json.writeStartObject();
        json.writeStringProperty("name", phase.name());
        json.writeNumberProperty("seconds", phase.seconds());
        json.writeNumberProperty("output_tokens_per_second", phase.outputTokensPerSecond());
        json.writeArrayPropertyStart("tiers");
        phase.tiers().forEach(this::tier);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void tier(TierSummary tier) {
        json.writeStartObject();
        json.writeStringProperty("tier", Mix.name(tier.tier()));
        json.writeNumberProperty("offered", tier.offered());
        json.writeNumberProperty("served", tier.served());
        counts("refused", tier.refusals());
        counts("expired", tier.expired());
        counts("failed", tier.failed());
        json.writeNumberProperty("unfinished", tier.unfinished());
        counts("served_as", tier.servedAs());
        json.writeNumberProperty("output_tokens", tier.outputTokens());
        for (Measure measure : Measure.ALL) {
            Percentiles percentiles = measure.of().apply(tier);
            json.writeObjectPropertyStart(measure.json());
            json.writeNumberProperty("count", percentiles.count());
            List<Double> values = Measure.values(percentiles);
            for (int i = 0; i < values.size(); i++) {
                json.writeName(measure.heads().get(i));
                number(values.get(i));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void counts(String name, Map<String, Integer> codes) {
        json.writeObjectPropertyStart(name);
        codes.forEach(json::writeNumberProperty);
        json.writeEndObject();
    }

    private void number(double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
