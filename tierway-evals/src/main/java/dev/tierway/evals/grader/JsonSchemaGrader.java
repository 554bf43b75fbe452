package dev.tierway.evals.grader;

import dev.tierway.evals.grader.Expression.Root;
import dev.tierway.evals.template.HarmlessSchema;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds an answer that is JSON against a schema. */
final class JsonSchemaGrader {
    private static final int MOST_SHOWN = 5;
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonSchemaGrader() {}

    static Grader of(GraderSpec.JsonSchema spec) {
        Expression actual = Expression.parse(spec.actual(), Root.INSIDE);
        HarmlessSchema schema = schema(spec.schema());
        return new Inspection(spec, actual.looksInside(), scope -> {
            JsonNode found = actual.find(scope);
            Optional<Grade> nothing = TextGraders.absent(actual, found);
            return nothing.isPresent() ? nothing.get() : grade(schema, found);
        });
    }

    private static HarmlessSchema schema(String text) {
        try {
            return HarmlessSchema.of(JSON.readTree(text));
        } catch (JacksonException | IllegalArgumentException broken) {
            throw new IllegalArgumentException("not a JSON Schema: " + broken.getMessage());
        }
    }

    private static Grade grade(HarmlessSchema schema, JsonNode found) {
        Optional<JsonNode> json = json(found);
        if (json.isEmpty()) {
            return Grade.of(false, "not JSON: '" + JsonDifferences.shown(CodeFence.strip(found.stringValue())) + "'");
        }
        try {
            List<String> problems =
                    schema.problems(json.get()).stream().limit(MOST_SHOWN).toList();
            return Grade.of(
                    problems.isEmpty(), problems.isEmpty() ? "as the schema says" : String.join("; ", problems));
        } catch (IllegalArgumentException unusable) {
            return Grade.unscored(String.valueOf(unusable.getMessage()));
        }
    }

    /** Texts are read as JSON, with or without a fence of Markdown. */
    private static Optional<JsonNode> json(JsonNode found) {
        if (!found.isString()) {
            return Optional.of(found);
        }
        try {
            return Optional.of(JSON.readTree(CodeFence.strip(found.stringValue())))
                    .filter(it -> !it.isMissingNode());
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
