package dev.tierway.gateway.batch.api;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads the small JSON objects that callers send about batches; every refusal is a 400 that names the member. */
final class SentObject {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SentObject() {}

    /** What {@code reading} makes of the members of {@code body}; it leaves the parser at the object's end. */
    static <T> T read(byte[] body, Function<JsonParser, T> reading) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("");
            }
            T read = reading.apply(parser);
            if (parser.nextToken() != null) {
                throw malformed(": there is more behind its object");
            }
            return read;
        } catch (JacksonException broken) {
            TokenStreamLocation at = broken.getLocation();
            throw malformed(at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
        }
    }

    private static FailureException malformed(String where) {
        return Failure.of(
                        FailureKind.INVALID_REQUEST,
                        "malformed_json",
                        "the request body is not one valid JSON object" + where)
                .toException();
    }

    /** The text that the parser stands at. */
    static String text(String name, JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Failure.invalid(name, "invalid_type", name + " must be a string")
                    .toException();
        }
        return parser.getString();
    }

    static void requireObject(String name, JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw Failure.invalid(name, "invalid_type", name + " must be an object")
                    .toException();
        }
    }

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw Failure.invalid(name, "missing_required_parameter", "Missing required parameter: '" + name + "'.")
                    .toException();
        }
        return value;
    }

    static FailureException unknown(String name, String... known) {
        return Failure.invalid(
                        name,
                        "unknown_parameter",
                        "Unknown parameter: '" + name + "'. Known are " + String.join(", ", known) + ".")
                .toException();
    }
}
