package dev.tierway.evals.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON value whose texts are templates, so that what is filled in needs no quoting. A text that is one place and nothing
 * else becomes the value itself. Immutable.
 */
public sealed interface JsonTemplate {
    /**
     * The value with everything filled in.
     *
     * @throws MissingValueException when something is not there
     */
    JsonNode render(Scope scope);

    /**
     * Compiles {@code value}.
     *
     * @throws IllegalArgumentException when a text in it is no template
     */
    static JsonTemplate of(JsonNode value) {
        if (value.isString()) {
            return new Text(Template.parse(value.stringValue()));
        }
        if (value.isObject()) {
            Map<String, JsonTemplate> members = new LinkedHashMap<>();
            value.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
            return new Members(members);
        }
        if (value.isArray()) {
            List<JsonTemplate> elements = new ArrayList<>();
            value.forEach(element -> elements.add(of(element)));
            return new Elements(elements);
        }
        return new Constant(value);
    }

    /** A number, flag or null. */
    record Constant(JsonNode value) implements JsonTemplate {
        @Override
        public JsonNode render(Scope scope) {
            return value;
        }
    }

    record Text(Template template) implements JsonTemplate {
        @Override
        public JsonNode render(Scope scope) {
            return template.value(scope);
        }
    }

    record Members(Map<String, JsonTemplate> members) implements JsonTemplate {
        @Override
        public JsonNode render(Scope scope) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, member) -> object.set(name, member.render(scope)));
            return object;
        }
    }

    record Elements(List<JsonTemplate> elements) implements JsonTemplate {
        @Override
        public JsonNode render(Scope scope) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            elements.forEach(element -> array.add(element.render(scope)));
            return array;
        }
    }
}
