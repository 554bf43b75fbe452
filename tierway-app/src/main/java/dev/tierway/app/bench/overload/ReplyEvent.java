package dev.tierway.app.bench.overload;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a JSON body or stream event tells the bench.
 *
 * @param text whether it brings generated text
 * @param outputTokens of the usage, -1 without
 * @param errorCode of the error, null without
 */
record ReplyEvent(
        boolean text,
        int outputTokens,
        int cachedTokens,
        @Nullable String errorCode) {
    private static final JsonFactory JSON = new JsonFactory();

    /** An event that is not JSON is an error {@code malformed_reply}. */
    static ReplyEvent parse(String json) {
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            reading.object(parser);
        } catch (JacksonException malformed) {
            return new ReplyEvent(false, -1, 0, "malformed_reply");
        }
        return new ReplyEvent(reading.text, reading.outputTokens, reading.cachedTokens, reading.errorCode);
    }

    private static final class Reading {
        private boolean text;
        private int outputTokens = -1;
        private int cachedTokens;
        private @Nullable String errorCode;

        void object(JsonParser parser) {
            String member = "";
            boolean inError = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case PROPERTY_NAME -> {
                        member = parser.currentName();
                        inError |= member.equals("error");
                    }
                    case VALUE_STRING -> string(member, parser.getString(), inError);
                    case VALUE_NUMBER_INT -> number(member, parser.getIntValue());
                    default -> {}
                }
            }
            if (inError && errorCode == null) {
                errorCode = "error";
            }
        }

        private void string(String member, String value, boolean inError) {
            if (inError && member.equals("code")) {
                errorCode = value;
            } else if (!inError && (member.equals("content") || member.equals("text"))) {
                text |= !value.isEmpty();
            }
        }

        private void number(String member, int value) {
            if (member.equals("completion_tokens")) {
                outputTokens = value;
            } else if (member.equals("cached_tokens")) {
                cachedTokens = value;
            }
        }
    }
}
