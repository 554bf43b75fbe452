package dev.tierway.evals.dataset;

import dev.tierway.core.config.ConfigNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes JSON of the parts of a configuration whose shape is not ours to judge. */
public final class ConfigJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ConfigJson() {}

    /** The same tree; values without quotes are numbers, flags and null where JSON would read them so. */
    public static JsonNode of(ConfigNode node) {
        return switch (node) {
            case ConfigNode.Empty _ -> JSON.nullNode();
            case ConfigNode.Scalar scalar ->
                scalar.plain() ? PlainValue.of(scalar.text()) : JSON.stringNode(scalar.text());
            case ConfigNode.Sequence sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.items().forEach(item -> array.add(of(item)));
                yield array;
            }
            case ConfigNode.Mapping mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.entries().forEach(entry -> object.set(entry.key(), of(entry.value())));
                yield object;
            }
        };
    }
}
