package dev.tierway.gateway.completion;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the chunks of a streamed chat completion together to the object that a caller who does not stream would have got.
 * What it does not know of a delta is kept too: texts are joined, lists appended, anything else replaced.
 */
final class StreamAssembly {
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    private final ObjectMapper json;
    private final ObjectNode reply = JsonNodeFactory.instance.objectNode();
    private final Map<Integer, ObjectNode> choices = new TreeMap<>();

    private StreamAssembly(ObjectMapper json) {
        this.json = json;
    }

    /** @param events a body of server-sent events, which ended properly */
    static ObjectNode of(byte[] events, ObjectMapper json) {
        StreamAssembly assembly = new StreamAssembly(json);
        new String(events, StandardCharsets.UTF_8).lines().forEach(assembly::line);
        return assembly.whole();
    }

    private void line(String line) {
        if (line.startsWith(DATA) && !line.startsWith(DONE, DATA.length())) {
            if (json.readTree(line.substring(DATA.length())) instanceof ObjectNode chunk) {
                take(chunk);
            }
        }
    }

    private void take(ObjectNode chunk) {
        for (Map.Entry<String, JsonNode> member : chunk.properties()) {
            switch (member.getKey()) {
                case "choices" -> member.getValue().forEach(this::choice);
                case "object" -> reply.put("object", "chat.completion");
                default -> {
                    if (!member.getValue().isNull()) {
                        reply.set(member.getKey(), member.getValue());
                    }
                }
            }
        }
    }

    private void choice(JsonNode part) {
        int index = part.path("index").asInt(0);
        ObjectNode choice = choices.computeIfAbsent(index, _ -> {
            ObjectNode fresh = JsonNodeFactory.instance.objectNode();
            fresh.put("index", index);
            fresh.putObject("message").put("role", "assistant").putNull("content");
            fresh.putNull("logprobs");
            fresh.putNull("finish_reason");
            return fresh;
        });
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                continue;
            }
            switch (member.getKey()) {
                case "index" -> {}
                case "delta" -> merge((ObjectNode) choice.path("message"), value);
                case "logprobs" -> {
                    ObjectNode into =
                            choice.path("logprobs") instanceof ObjectNode there ? there : choice.putObject("logprobs");
                    merge(into, value);
                }
                default -> choice.set(member.getKey(), value);
            }
        }
    }

    private static void merge(ObjectNode into, JsonNode delta) {
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode there = into.path(name);
            if (value.isNull()) {
                continue;
            }
            if (value instanceof ArrayNode items) {
                mergeItems(there instanceof ArrayNode list ? list : into.putArray(name), items);
            } else if (value instanceof ObjectNode object) {
                merge(there instanceof ObjectNode known ? known : into.putObject(name), object);
            } else if (value.isString() && there.isString() && grows(name)) {
                into.put(name, there.stringValue() + value.stringValue());
            } else {
                into.set(name, value);
            }
        }
    }

    /** Whether a text comes in pieces; the others are told whole, some of them again and again. */
    private static boolean grows(String name) {
        return !name.equals("role") && !name.equals("id") && !name.equals("type");
    }

    /** Parts of tool calls say by an index which one they belong to; other lists grow. */
    private static void mergeItems(ArrayNode list, ArrayNode items) {
        for (JsonNode item : items) {
            if (!item.has("index")) {
                list.add(item);
                continue;
            }
            int index = item.path("index").asInt();
            while (list.size() <= Math.min(index, 1_000)) {
                list.addObject();
            }
            if (list.path(index) instanceof ObjectNode known) {
                merge(known, ((ObjectNode) item.deepCopy()).without("index"));
            }
        }
    }

    private ObjectNode whole() {
        ArrayNode all = reply.putArray("choices");
        choices.values().forEach(all::add);
        return reply;
    }
}
