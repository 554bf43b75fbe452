package dev.tierway.evals.target;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool calls in the plain form of {@link Sample#inside}: {@code [{name, arguments: {...}}]}. */
final class ToolCalls {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ToolCalls() {}

    /** Of calls in this form or in OpenAI's. Arguments that are no JSON stay the text they are. */
    static ArrayNode plain(JsonNode calls) {
        ArrayNode plain = JSON.createArrayNode();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function").isObject() ? call.path("function") : call;
            ObjectNode json =
                    plain.addObject().put("name", function.path("name").asString(""));
            json.set("arguments", arguments(function.path("arguments")));
        }
        return plain;
    }

    private static JsonNode arguments(JsonNode arguments) {
        if (arguments.isMissingNode()) {
            return JSON.createObjectNode();
        }
        if (!arguments.isString()) {
            return arguments;
        }
        try {
            return JSON.readTree(arguments.asString());
        } catch (JacksonException notJson) {
            return arguments;
        }
    }
}
