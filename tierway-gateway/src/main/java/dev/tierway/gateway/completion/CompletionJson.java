package dev.tierway.gateway.completion;

import dev.tierway.storage.completion.StoredCompletion;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stored completions as OpenAI's API shows them. */
final class CompletionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CompletionJson() {}

    /** The answer, with the parameters it was asked with, its metadata, and where it comes from. */
    static ObjectNode completion(StoredCompletion stored) {
        ObjectNode completion = (ObjectNode) JSON.readTree(stored.reply());
        for (Map.Entry<String, JsonNode> asked : JSON.readTree(stored.request()).properties()) {
            if (!asked.getKey().equals("messages") && !completion.has(asked.getKey())) {
                completion.set(asked.getKey(), asked.getValue());
            }
        }
        completion.put("id", stored.id());
        completion.put("request_id", stored.source().requestId());
        completion.set("metadata", JSON.readTree(stored.metadata()));
        ObjectNode tierway = completion.putObject("tierway");
        tierway.put("model", stored.source().model());
        tierway.put("use_case", stored.source().useCase());
        tierway.put("episode", stored.source().episode());
        tierway.put("stored", stored.source().reason());
        return completion;
    }

    /** What was asked, message by message. */
    static ArrayNode messages(StoredCompletion stored) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (JsonNode asked : JSON.readTree(stored.request()).path("messages")) {
            ObjectNode message = JsonNodeFactory.instance.objectNode();
            message.put("id", stored.id() + "-" + messages.size());
            if (asked instanceof ObjectNode members) {
                message.setAll(members);
            }
            parts(message);
            messages.add(message);
        }
        return messages;
    }

    /** A content of parts stands beside the text that it amounts to. */
    private static void parts(ObjectNode message) {
        if (message.path("content") instanceof ArrayNode parts) {
            StringBuilder text = new StringBuilder();
            parts.forEach(part -> text.append(part.path("text").asString("")));
            message.put("content", text.toString());
            message.set("content_parts", parts);
        } else {
            message.putNull("content_parts");
        }
    }
}
