package dev.tierway.evals.grader;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tierway.evals.grader.Expression.Root;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Holds an answer that is JSON against a schema. */
final class JsonSchemaGrader {
    private static final int MOST_SHOWN = 5;

    private JsonSchemaGrader() {}

    static Grader of(GraderSpec.JsonSchema spec) {
        Expression actual = Expression.parse(spec.actual(), Root.INSIDE);
        Schema schema = schema(spec.schema());
        return new Inspection(spec, actual.looksInside(), scope -> {
            JsonNode found = actual.find(scope);
            Optional<Grade> nothing = TextGraders.absent(actual, found);
            return nothing.isPresent() ? nothing.get() : grade(schema, found);
        });
    }

    private static Schema schema(String text) {
        try {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON);
            // Finds references to other files, which are never fetched, before the first sample does.
            schema.initializeValidators();
            return schema;
        } catch (SchemaException | JacksonException | IllegalArgumentException broken) {
            throw new IllegalArgumentException("not a JSON Schema: " + broken.getMessage());
        }
    }

    private static Grade grade(Schema schema, JsonNode found) {
        String json = found.isString() ? CodeFence.strip(found.stringValue()) : found.toString();
        try {
            List<String> problems = schema.validate(json, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .limit(MOST_SHOWN)
                    .toList();
            return Grade.of(
                    problems.isEmpty(), problems.isEmpty() ? "as the schema says" : String.join("; ", problems));
        } catch (JacksonException | IllegalArgumentException notJson) {
            return Grade.of(false, "not JSON: '" + JsonDifferences.shown(json) + "'");
        } catch (SchemaException broken) {
            return Grade.unscored("the schema cannot be used: " + broken.getMessage());
        }
    }
}
