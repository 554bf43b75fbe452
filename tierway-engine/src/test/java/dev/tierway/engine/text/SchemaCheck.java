package dev.tierway.engine.text;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether a value is valid against a schema of the covered subset, and its members stand in the schema's order. */
public final class SchemaCheck {
    private final JsonNode document;

    public SchemaCheck(JsonNode document) {
        this.document = document;
    }

    public boolean valid(JsonNode value) {
        return valid(document, value);
    }

    private boolean valid(JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            return valid(document.at(schema.get("$ref").stringValue().substring(1)), value);
        }
        if (schema.has("anyOf")) {
            return schema.get("anyOf").values().stream().anyMatch(branch -> valid(branch, value));
        }
        if (schema.has("const")) {
            return schema.get("const").equals(value);
        }
        if (schema.has("enum")) {
            return schema.get("enum").values().contains(value);
        }
        return switch (schema.get("type").stringValue()) {
            case "object" -> object(schema, value);
            case "array" ->
                value.isArray()
                        && within(schema, "Items", value.size())
                        && value.values().stream().allMatch(item -> valid(schema.get("items"), item));
            case "string" ->
                value.isString()
                        && within(schema, "Length", (int)
                                value.stringValue().codePoints().count());
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException(schema.toString());
        };
    }

    private boolean object(JsonNode schema, JsonNode value) {
        if (!value.isObject()) {
            return false;
        }
        JsonNode properties = schema.get("properties");
        List<String> order = List.copyOf(properties.propertyNames());
        List<String> names = List.copyOf(value.propertyNames());
        List<String> expected = order.stream().filter(names::contains).toList();
        return names.equals(expected)
                && schema.get("required").values().stream().allMatch(name -> value.has(name.stringValue()))
                && names.stream().allMatch(name -> valid(properties.get(name), value.get(name)));
    }

    private static boolean within(JsonNode schema, String suffix, int count) {
        return (!schema.has("min" + suffix)
                        || count >= schema.get("min" + suffix).intValue())
                && (!schema.has("max" + suffix)
                        || count <= schema.get("max" + suffix).intValue());
    }
}
