package dev.tierway.gateway.evals;

import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.Rates;
import dev.tierway.storage.evals.StoredEvalRun;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Runs in OpenAI's shape, and beside it how far their numbers can be trusted and what they cost.
 *
 * @param base address of the evals, for links
 * @param criteria names of the eval's criteria, in their order
 */
record EvalRunJson(String base, List<String> criteria) {
    private static final double CONFIDENCE = 0.95;

    void write(JsonGenerator json, StoredEvalRun run) {
        json.writeStartObject();
        json.writeStringProperty("object", "eval.run");
        json.writeStringProperty("id", run.id());
        json.writeStringProperty("eval_id", run.asked().evalId());
        json.writeStringProperty("report_url", base + "/" + run.asked().evalId() + "/runs/" + run.id());
        json.writeStringProperty("status", run.status().wireName());
        json.writeStringProperty("model", run.asked().model());
        json.writeStringProperty("name", run.asked().name());
        json.writeNumberProperty("created_at", run.asked().createdAt().getEpochSecond());
        counts(json, run);
        models(json, run.models());
        criteria(json, run.criteria());
        json.writeName("data_source");
        json.writeRawValue(
                run.asked().dataSource().isEmpty()
                        ? withoutRows(run)
                        : run.asked().dataSource());
        problem(json, run);
        json.writeName("metadata");
        json.writeRawValue(run.asked().metadata());
        extension(json, run);
        json.writeEndObject();
    }

    /** In a list, of a run whose rows are many. */
    private static String withoutRows(StoredEvalRun run) {
        return "{\"type\":\"" + (run.asked().model().isEmpty() ? "jsonl" : "completions")
                + "\",\"source\":{\"type\":\"file_content\",\"content\":[]}}";
    }

    private static void counts(JsonGenerator json, StoredEvalRun run) {
        json.writeObjectPropertyStart("result_counts");
        json.writeNumberProperty("total", run.total().orElse(0));
        json.writeNumberProperty("passed", run.items().passed());
        json.writeNumberProperty("failed", run.items().failed());
        json.writeNumberProperty("errored", run.items().errored());
        json.writeEndObject();
    }

    private static void models(JsonGenerator json, List<StoredEvalRun.ModelUse> models) {
        json.writeArrayPropertyStart("per_model_usage");
        for (StoredEvalRun.ModelUse use : models) {
            json.writeStartObject();
            json.writeStringProperty("model_name", use.model());
            json.writeNumberProperty("invocation_count", use.calls());
            json.writeNumberProperty("prompt_tokens", use.usage().input());
            json.writeNumberProperty("completion_tokens", use.usage().output());
            json.writeNumberProperty("total_tokens", use.usage().total());
            json.writeNumberProperty("cached_tokens", use.usage().cacheRead());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void criteria(JsonGenerator json, List<StoredEvalRun.Tally> tallies) {
        json.writeArrayPropertyStart("per_testing_criteria_results");
        for (int i = 0; i < tallies.size(); i++) {
            StoredEvalRun.Tally tally = tallies.get(i);
            json.writeStartObject();
            json.writeStringProperty("testing_criteria", i < criteria.size() ? criteria.get(i) : "criterion " + i);
            json.writeNumberProperty("passed", tally.passed());
            json.writeNumberProperty("failed", tally.failed());
            json.writeNumberProperty("errored", tally.errored());
            json.writeObjectPropertyStart("tierway");
            passRate(json, tally);
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void problem(JsonGenerator json, StoredEvalRun run) {
        if (run.problem().isEmpty()) {
            json.writeNullProperty("error");
            return;
        }
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("code", run.problem().get().code());
        json.writeStringProperty("message", run.problem().get().message());
        json.writeEndObject();
    }

    /** What OpenAI's object has no place for. */
    private static void extension(JsonGenerator json, StoredEvalRun run) {
        json.writeObjectPropertyStart("tierway");
        passRate(json, run.items());
        json.writeName("cost_usd");
        json.writeRawValue(NanoDollars.dollars(run.models().stream()
                        .mapToLong(StoredEvalRun.ModelUse::costNanos)
                        .sum())
                .toPlainString());
        json.writeNumberProperty(
                "unpriced_requests",
                run.models().stream()
                        .mapToLong(StoredEvalRun.ModelUse::unpriced)
                        .sum());
        json.writeName("ended_at");
        run.endedAt().ifPresentOrElse(at -> json.writeNumber(at.getEpochSecond()), json::writeNull);
        json.writeEndObject();
    }

    /** Of what is known to pass or fail. */
    private static void passRate(JsonGenerator json, StoredEvalRun.Tally tally) {
        if (tally.scored() == 0) {
            json.writeNullProperty("pass_rate");
            return;
        }
        Interval rate = Rates.wilson(tally.passed(), tally.scored(), CONFIDENCE);
        json.writeObjectPropertyStart("pass_rate");
        json.writeNumberProperty("estimate", rate.estimate());
        json.writeNumberProperty("low", rate.low());
        json.writeNumberProperty("high", rate.high());
        json.writeNumberProperty("confidence", rate.confidence());
        json.writeNumberProperty("n", rate.n());
        json.writeEndObject();
    }
}
