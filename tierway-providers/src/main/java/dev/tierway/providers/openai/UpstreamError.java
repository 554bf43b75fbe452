package dev.tierway.providers.openai;

import dev.tierway.providers.spi.Slice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * An error as a backend words it, in any of the shapes in use: OpenAI's {@code {"error": {...}}}, Ollama's {@code
 * {"error": "..."}}, older vLLM's flat object, FastAPI's {@code {"detail": ...}}.
 *
 * @param message what the backend says, of at most {@link #LONGEST_MESSAGE} characters; empty when nothing usable
 * @param code the machine-readable reason, when it is a word
 * @param status the HTTP status an error event stands for, 0 when it does not say
 */
record UpstreamError(
        String message, @Nullable String code, @Nullable String param, int status) {
    static final int LONGEST_MESSAGE = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UpstreamError NOTHING = new UpstreamError("", null, null, 0);

    static UpstreamError parse(Slice body) {
        JsonNode root;
        try {
            root = JSON.readTree(body.array(), body.offset(), body.length());
        } catch (JacksonException notJson) {
            return NOTHING;
        }
        JsonNode error = root.path("error");
        if (error.isString()) {
            return new UpstreamError(shortened(error.stringValue()), null, null, 0);
        }
        JsonNode source = error.isObject() ? error : root;
        String message = text(source.path("message"));
        if (message == null) {
            message = detail(root.path("detail"));
        }
        JsonNode code = source.path("code");
        return new UpstreamError(
                shortened(message == null ? "" : message),
                word(text(code)),
                text(source.path("param")),
                code.isInt() && code.intValue() >= 400 && code.intValue() < 600 ? code.intValue() : 0);
    }

    private static @Nullable String detail(JsonNode detail) {
        if (detail.isArray() && !detail.isEmpty()) {
            return text(detail.get(0).path("msg"));
        }
        return text(detail);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    private static @Nullable String word(@Nullable String code) {
        if (code == null || code.isEmpty() || code.length() > 64) {
            return null;
        }
        for (int at = 0; at < code.length(); at++) {
            char c = code.charAt(at);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                return null;
            }
        }
        return code;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }
}
