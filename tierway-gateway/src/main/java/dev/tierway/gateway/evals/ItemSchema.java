package dev.tierway.gateway.evals;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import dev.tierway.core.failure.FailureException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The JSON Schema that items of an eval keep to. Nothing is fetched for it, and its patterns take time linear in the text,
 * so that a schema of a stranger does no harm. Thread-safe.
 */
final class ItemSchema {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .regularExpressionFactory(ItemSchema::linear)
                            .build()));

    private static final Schema META =
            REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    private final Schema schema;

    private ItemSchema(Schema schema) {
        this.schema = schema;
    }

    static ItemSchema read(Sent sent) {
        JsonNode node = sent.requireObject();
        try {
            List<Error> problems = META.validate(node);
            if (!problems.isEmpty()) {
                throw broken(sent, told(problems.getFirst()));
            }
            requirePatterns(node);
            Schema schema = REGISTRY.getSchema(node);
            // References that lead nowhere show only in use.
            schema.validate(JsonNodeFactory.instance.objectNode());
            return new ItemSchema(schema);
        } catch (SchemaException | PatternSyntaxException | IllegalArgumentException broken) {
            throw broken(sent, String.valueOf(broken.getMessage()));
        }
    }

    private static FailureException broken(Sent sent, String why) {
        return sent.refused("invalid_schema", sent.path() + " is not a JSON Schema: " + why);
    }

    /** They are compiled on first use, which may be after the first items were paid for. */
    private static void requirePatterns(JsonNode node) {
        if (node.path("pattern").isString()) {
            Pattern.compile(node.path("pattern").stringValue());
        }
        node.path("patternProperties").propertyNames().forEach(Pattern::compile);
        node.forEach(ItemSchema::requirePatterns);
    }

    private static RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }

    private static String told(Error error) {
        String place = error.getInstanceLocation().toString();
        return place.isEmpty() ? String.valueOf(error.getMessage()) : place + ": " + error.getMessage();
    }

    /** What is wrong with {@code item}, where and why; empty when nothing is. */
    Optional<String> problem(JsonNode item) {
        try {
            return schema.validate(item).stream().findFirst().map(ItemSchema::told);
        } catch (SchemaException | PatternSyntaxException broken) {
            return Optional.of("the schema cannot be used: " + broken.getMessage());
        }
    }
}
