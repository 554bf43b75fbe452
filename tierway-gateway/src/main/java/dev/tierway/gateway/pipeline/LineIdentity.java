package dev.tierway.gateway.pipeline;

import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tells lines of a batch that ask for the same: a digest of the body with its members in order of their names. Only of
 * those whose answer is meant to be the same every time: with {@code temperature} 0, or with a {@code seed}.
 */
final class LineIdentity {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> NOT_OF_THE_ANSWER = Set.of("service_tier", "stream");

    private LineIdentity() {}

    /** Empty for a request that may be answered in another way each time. */
    static byte[] of(InferenceRequest request) {
        if (!deterministic(request)) {
            return new byte[0];
        }
        Map<String, byte[]> members = new TreeMap<>();
        for (JsonField field : request.fields()) {
            if (!NOT_OF_THE_ANSWER.contains(field.name())) {
                members.put(field.name(), canonical(request, field));
            }
        }
        return sha256().digest(object(members));
    }

    private static boolean deterministic(InferenceRequest request) {
        return request.field("temperature")
                        .map(field -> isZero(text(request, field)))
                        .orElse(false)
                || request.field("seed")
                        .map(field -> !text(request, field).equals("null"))
                        .orElse(false);
    }

    private static boolean isZero(String number) {
        try {
            return Double.parseDouble(number) == 0;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static String text(InferenceRequest request, JsonField field) {
        return new String(
                request.body(), field.valueStart(), field.valueEnd() - field.valueStart(), StandardCharsets.UTF_8);
    }

    private static byte[] canonical(InferenceRequest request, JsonField field) {
        try (JsonParser parser = JSON.createParser(
                ObjectReadContext.empty(), request.body(), field.valueStart(), field.valueEnd() - field.valueStart())) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static byte[] value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, byte[]> members = new TreeMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield object(members);
            }
            case START_ARRAY -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write('[');
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    out.writeBytes(value(parser));
                    out.write(',');
                }
                out.write(']');
                yield out.toByteArray();
            }
            case VALUE_STRING -> sized('"', parser.getString());
            case null, default -> sized('#', parser.getString());
        };
    }

    private static byte[] object(Map<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('{');
        members.forEach((name, value) -> {
            out.writeBytes(sized('"', name));
            out.writeBytes(value);
        });
        out.write('}');
        return out.toByteArray();
    }

    /** Text with its length before it, so that no two sequences of texts look alike. */
    private static byte[] sized(char kind, String text) {
        return (kind + "" + text.length() + ":" + text).getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
