package dev.tierway.gateway.evals;

import dev.tierway.storage.evals.StoredEval;
import tools.jackson.core.JsonGenerator;

/** An eval in OpenAI's shape. */
final class EvalJson {
    private EvalJson() {}

    static void write(JsonGenerator json, StoredEval eval) {
        json.writeStartObject();
        json.writeStringProperty("object", "eval");
        json.writeStringProperty("id", eval.id());
        json.writeNumberProperty("created_at", eval.createdAt().getEpochSecond());
        json.writeStringProperty("name", eval.name());
        json.writeName("metadata");
        json.writeRawValue(eval.metadata());
        json.writeName("data_source_config");
        json.writeRawValue(eval.dataSource());
        json.writeName("testing_criteria");
        json.writeRawValue(eval.criteria());
        json.writeEndObject();
    }
}
