package dev.tierway.gateway.evals;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

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

    private final Schema schema;

    private ItemSchema(Schema schema) {
        this.schema = schema;
    }

    static ItemSchema read(Sent sent) {
        try {
            Schema schema = REGISTRY.getSchema(sent.requireObject());
            // Unresolvable references and bad patterns show only in use.
            schema.validate(sent.requireObject());
            return new ItemSchema(schema);
        } catch (SchemaException | PatternSyntaxException | IllegalArgumentException broken) {
            throw sent.refused("invalid_schema", sent.path() + " is not a JSON Schema: " + broken.getMessage());
        }
    }

    private static RegularExpression linear(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }

    /** What is wrong with {@code item}, where and why; empty when nothing is. */
    Optional<String> problem(JsonNode item) {
        try {
            return schema.validate(item).stream().findFirst().map(Object::toString);
        } catch (SchemaException | PatternSyntaxException broken) {
            return Optional.of("the schema cannot be used: " + broken.getMessage());
        }
    }
}
