package dev.tierway.evals.template;

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
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON Schema, of draft 2020-12 unless it says another. Nothing is fetched for it, and its patterns are RE2's and take
 * time linear in the text, so that a schema of a stranger does no harm. Thread-safe.
 */
public final class HarmlessSchema {
    private static final String DIALECT = SpecificationVersion.DRAFT_2020_12.getDialectId();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .regularExpressionFactory(HarmlessSchema::linear)
                            .build()));

    private static final Schema META = REGISTRY.getSchema(SchemaLocation.of(DIALECT));

    private final Schema schema;

    private HarmlessSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * The schema that {@code node} is.
     *
     * @throws IllegalArgumentException when it is none, saying why
     */
    public static HarmlessSchema of(JsonNode node) {
        try {
            if (node.path("$schema").asString(DIALECT).equals(DIALECT)) {
                META.validate(node).stream().findFirst().ifPresent(problem -> {
                    throw new IllegalArgumentException(told(problem));
                });
            }
            requirePatterns(node);
            Schema schema = REGISTRY.getSchema(node);
            // References that lead nowhere show only in use.
            schema.initializeValidators();
            schema.validate(JsonNodeFactory.instance.objectNode());
            return new HarmlessSchema(schema);
        } catch (SchemaException | PatternSyntaxException broken) {
            throw new IllegalArgumentException(String.valueOf(broken.getMessage()), broken);
        }
    }

    /** They are compiled on first use, which may be after the first items were paid for. */
    private static void requirePatterns(JsonNode node) {
        if (node.path("pattern").isString()) {
            Pattern.compile(node.path("pattern").stringValue());
        }
        node.path("patternProperties").propertyNames().forEach(Pattern::compile);
        node.forEach(HarmlessSchema::requirePatterns);
    }

    private static RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }

    private static String told(Error error) {
        String place = error.getInstanceLocation().toString();
        return place.isEmpty() ? String.valueOf(error.getMessage()) : place + ": " + error.getMessage();
    }

    /**
     * What is wrong with {@code value}, where and why; empty when nothing is.
     *
     * @throws IllegalArgumentException when the schema cannot be used after all
     */
    public List<String> problems(JsonNode value) {
        try {
            return schema.validate(value).stream().map(HarmlessSchema::told).toList();
        } catch (SchemaException | PatternSyntaxException broken) {
            throw new IllegalArgumentException("the schema cannot be used: " + broken.getMessage(), broken);
        }
    }
}
