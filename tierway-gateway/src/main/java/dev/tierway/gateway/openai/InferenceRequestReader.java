package dev.tierway.gateway.openai;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads an OpenAI-shaped request body once, as a stream of tokens: takes what the core needs, checks its types, and
 * notes where each top-level member stands. Everything else is left to the backend. Thread-safe.
 */
public final class InferenceRequestReader {
    /** Buffers for as many bodies as are read at a time; beyond, they are made anew. */
    private static final int POOLED = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newBoundedPool(POOLED))
            .build();

    /** Throws a 400 that names the field, or the line and column of malformed JSON. */
    public InferenceRequest read(Operation operation, byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new Reading(operation, body, parser).read();
        } catch (JacksonException malformed) {
            throw malformedJson(malformed);
        }
    }

    private static FailureException malformedJson(JacksonException malformed) {
        String where = malformed.getLocation() == null
                ? ""
                : " at line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr();
        return new FailureException(
                new Failure(
                        FailureKind.INVALID_REQUEST,
                        "malformed_json",
                        "the request body is not valid JSON" + where + ": send one JSON object in UTF-8",
                        null,
                        null),
                malformed);
    }

    /** One pass over one body. */
    private static final class Reading {
        private final Operation operation;
        private final byte[] body;
        private final JsonParser parser;
        private final List<JsonField> fields = new ArrayList<>(12);

        private @Nullable String model;
        private @Nullable String serviceTier;
        private boolean stream;
        private boolean includeUsage;
        private @Nullable Integer maxTokens;
        private @Nullable Integer maxCompletionTokens;
        private int choices = 1;

        Reading(Operation operation, byte[] body, JsonParser parser) {
            this.operation = operation;
            this.body = body;
            this.parser = parser;
        }

        InferenceRequest read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Failure.of(
                                FailureKind.INVALID_REQUEST,
                                "malformed_json",
                                "the request body must be one JSON object, like {\"model\": \"...\", ...}")
                        .toException();
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                readMember(name);
            }
            if (parser.nextToken() != null) {
                throw Failure.of(
                                FailureKind.INVALID_REQUEST,
                                "malformed_json",
                                "there is more after the JSON object of the request body: send one object")
                        .toException();
            }
            return checked();
        }

        private void readMember(String name) {
            int start = offset(parser.currentTokenLocation().getByteOffset());
            for (JsonField field : fields) {
                if (field.name().equals(name)) {
                    throw Failure.invalid(name, "duplicate_field", "'" + name + "' stands twice in the request body")
                            .toException();
                }
            }
            JsonToken token = parser.nextToken();
            int valueStart = offset(parser.currentTokenLocation().getByteOffset());
            take(name, token);
            parser.skipChildren();
            parser.finishToken();
            int valueEnd = offset(parser.currentLocation().getByteOffset());
            fields.add(new JsonField(name, start, valueStart, valueEnd));
        }

        private void take(String name, JsonToken token) {
            switch (name) {
                case "model" -> model = text(name, token);
                case "service_tier" -> serviceTier = token == JsonToken.VALUE_NULL ? null : text(name, token);
                case "stream" -> stream = flag(name, token);
                case "stream_options" -> takeStreamOptions(token);
                case "max_tokens" -> maxTokens = positive(name, token);
                case "max_completion_tokens" -> maxCompletionTokens = positive(name, token);
                case "n" -> {
                    Integer n = positive(name, token);
                    choices = n == null ? 1 : n;
                }
                case "messages" -> require(name, token, JsonToken.START_ARRAY, "an array of messages");
                default -> {
                    // Not ours to read.
                }
            }
        }

        private void takeStreamOptions(JsonToken token) {
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            require("stream_options", token, JsonToken.START_OBJECT, "an object");
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("include_usage")) {
                    includeUsage = flag("stream_options.include_usage", value);
                }
                parser.skipChildren();
            }
        }

        private String text(String name, JsonToken token) {
            require(name, token, JsonToken.VALUE_STRING, "a string");
            return parser.getString();
        }

        private static boolean flag(String name, JsonToken token) {
            return switch (token) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE, VALUE_NULL -> false;
                default -> throw wrongType(name, "true or false");
            };
        }

        private @Nullable Integer positive(String name, JsonToken token) {
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            require(name, token, JsonToken.VALUE_NUMBER_INT, "a whole number");
            long value = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? Long.MAX_VALUE
                    : parser.getLongValue();
            if (value < 1) {
                throw Failure.invalid(name, "invalid_value", name + " is " + value + ": it must be at least 1")
                        .toException();
            }
            return (int) Math.min(value, Integer.MAX_VALUE);
        }

        private static void require(String name, JsonToken token, JsonToken wanted, String description) {
            if (token != wanted) {
                throw wrongType(name, description);
            }
        }

        private static FailureException wrongType(String name, String wanted) {
            return Failure.invalid(name, "invalid_type", name + " must be " + wanted)
                    .toException();
        }

        private InferenceRequest checked() {
            if (model == null) {
                throw Failure.invalid("model", "missing_field", "model is missing: name one of those in GET /v1/models")
                        .toException();
            }
            InferenceRequest request = new InferenceRequest(
                    operation,
                    body,
                    fields,
                    model,
                    Optional.ofNullable(serviceTier),
                    stream,
                    includeUsage,
                    maxOutputTokens(),
                    choices);
            String prompt = switch (operation) {
                case CHAT_COMPLETION -> "messages";
                case COMPLETION -> "prompt";
            };
            if (request.field(prompt).isEmpty()) {
                throw Failure.invalid(prompt, "missing_field", prompt + " is missing: say what to answer")
                        .toException();
            }
            return request;
        }

        private OptionalInt maxOutputTokens() {
            Integer most = maxCompletionTokens != null ? maxCompletionTokens : maxTokens;
            return most == null ? OptionalInt.empty() : OptionalInt.of(most);
        }

        private static int offset(long byteOffset) {
            return Math.toIntExact(byteOffset);
        }
    }
}
