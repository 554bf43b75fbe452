package dev.tierway.evals.grader;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of a tool.
 *
 * @param arguments an object; a missing node when none are given
 */
record ToolCall(String name, JsonNode arguments) {

    /**
     * The calls in a list of {@code {name, arguments}}, of names alone, or in OpenAI's form with {@code function} around
     * them and the arguments as text.
     */
    static List<ToolCall> list(JsonNode calls) throws Unscorable {
        if (!calls.isArray()) {
            throw new Unscorable("tool calls are a list, not " + JsonDifferences.shown(calls));
        }
        List<ToolCall> read = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode body = call.path("function").isObject() ? call.path("function") : call;
            JsonNode name = body.isString() ? body : body.path("name");
            if (!name.isString()) {
                throw new Unscorable("a tool call without a name: " + JsonDifferences.shown(call));
            }
            read.add(new ToolCall(name.stringValue(), arguments(body.path("arguments"))));
        }
        return List.copyOf(read);
    }

    private static JsonNode arguments(JsonNode given) {
        if (!given.isString()) {
            return given;
        }
        try {
            return JsonMapper.shared().readTree(given.stringValue());
        } catch (JacksonException broken) {
            return given;
        }
    }

    boolean meets(ToolCall wanted, GraderSpec.ToolCalls.Arguments rule) {
        return name.equals(wanted.name)
                && switch (rule) {
                    case IGNORE -> true;
                    case EXACT -> JsonDifferences.same(orEmpty(wanted.arguments), orEmpty(arguments));
                    case SUBSET ->
                        wanted.arguments.properties().stream()
                                .allMatch(it -> JsonDifferences.same(it.getValue(), arguments.path(it.getKey())));
                };
    }

    private static JsonNode orEmpty(JsonNode arguments) {
        return arguments.isMissingNode() || arguments.isNull()
                ? JsonMapper.shared().createObjectNode()
                : arguments;
    }

    @Override
    public String toString() {
        return name + "(" + (arguments.isMissingNode() ? "" : JsonDifferences.shown(arguments)) + ")";
    }
}
