package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.engine.text.ChatMessage;
import dev.tierway.engine.text.ChatMessage.Role;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads {@code messages} of a chat request: text of system, developer, user and assistant. */
final class MessagesReader {
    private MessagesReader() {}

    static List<ChatMessage> read(RequestFields body) {
        JsonNode messages = body.get("messages");
        if (messages == null || !messages.isArray()) {
            throw RequestFields.wrongType("messages", "an array of messages");
        }
        if (messages.isEmpty()) {
            throw Failure.invalid("messages", "invalid_value", "messages is empty: send at least one message")
                    .toException();
        }
        List<ChatMessage> read = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            read.add(message(RequestFields.of(messages.get(i), "messages[" + i + "]")));
        }
        return read;
    }

    private static ChatMessage message(RequestFields message) {
        Role role = role(message);
        message.refuse(List.of("tool_calls", "function_call", "audio"), "leave it out, or use another deployment");
        return new ChatMessage(role, content(message));
    }

    private static Role role(RequestFields message) {
        String name = message.text("role");
        return switch (name) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool", "function" ->
                throw RequestFields.unsupported(message.path("role"), "it takes no tool results");
            default ->
                throw Failure.invalid(
                                message.path("role"),
                                "invalid_value",
                                message.path("role") + " is unknown: use system, developer, user or assistant")
                        .toException();
        };
    }

    private static String content(RequestFields message) {
        JsonNode content = message.get("content");
        String path = message.path("content");
        if (content == null) {
            throw Failure.invalid(path, "missing_field", path + " is missing: give a string or text parts")
                    .toException();
        }
        if (content.isString()) {
            return content.stringValue();
        }
        if (!content.isArray()) {
            throw RequestFields.wrongType(path, "a string or an array of parts");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            text.append(part(RequestFields.of(content.get(i), path + "[" + i + "]")));
        }
        return text.toString();
    }

    private static String part(RequestFields part) {
        String type = part.text("type");
        return switch (type) {
            case "text" -> part.text("text");
            case "refusal" -> part.text("refusal");
            default -> throw RequestFields.unsupported(part.path("type"), "send parts of type text only");
        };
    }
}
