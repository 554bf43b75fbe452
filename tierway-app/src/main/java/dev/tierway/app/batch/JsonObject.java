package dev.tierway.app.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON object as its bytes, which members can be added to and taken from without touching the others.
 *
 * @param open where the brace stands that opens it
 */
@SuppressWarnings("ArrayRecordComponent") // The bytes go through as they are; objects are never compared.
record JsonObject(byte[] bytes, int open, List<Member> members) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * A member at the top.
     *
     * @param text its value when that is a string
     * @param start of its name
     * @param valueStart of its value
     * @param end after its value
     */
    record Member(String name, Optional<String> text, int start, int valueStart, int end) {}

    JsonObject {
        members = List.copyOf(members);
    }

    /** Empty when {@code bytes} are anything else than one JSON object. */
    static Optional<JsonObject> read(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            int open = offset(parser.currentTokenLocation().getByteOffset());
            List<Member> members = new ArrayList<>();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                members.add(member(name, parser));
            }
            return parser.nextToken() == null ? Optional.of(new JsonObject(bytes, open, members)) : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static Member member(String name, JsonParser parser) {
        int start = offset(parser.currentTokenLocation().getByteOffset());
        JsonToken token = parser.nextToken();
        int valueStart = offset(parser.currentTokenLocation().getByteOffset());
        Optional<String> text = token == JsonToken.VALUE_STRING ? Optional.of(parser.getString()) : Optional.empty();
        parser.skipChildren();
        parser.finishToken();
        return new Member(
                name, text, start, valueStart, offset(parser.currentLocation().getByteOffset()));
    }

    private static int offset(long byteOffset) {
        return Math.toIntExact(byteOffset);
    }

    Optional<Member> member(String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    boolean has(String name) {
        return member(name).isPresent();
    }

    /** The string under {@code name}, when there is one. */
    Optional<String> text(String name) {
        return member(name).flatMap(Member::text);
    }

    /** The object under {@code name}, when there is one. */
    Optional<JsonObject> object(String name) {
        return member(name).flatMap(it -> read(Arrays.copyOfRange(bytes, it.valueStart(), it.end())));
    }

    /** These bytes with a member at the front, which must not be there yet. */
    byte[] with(String name, byte[] value) {
        byte[] start = utf8('"' + name + "\":");
        byte[] end = utf8(members.isEmpty() ? "" : ",");
        byte[] member = Arrays.copyOf(start, start.length + value.length + end.length);
        System.arraycopy(value, 0, member, start.length, value.length);
        System.arraycopy(end, 0, member, start.length + value.length, end.length);
        return spliced(open + 1, open + 1, member);
    }

    /** These bytes with another value for {@code member}. */
    byte[] with(Member member, byte[] value) {
        return spliced(member.valueStart(), member.end(), value);
    }

    byte[] without(Member member) {
        int at = members.indexOf(member);
        boolean first = at == 0;
        boolean last = at == members.size() - 1;
        return spliced(
                last && !first ? members.get(at - 1).end() : member.start(),
                last ? member.end() : members.get(at + 1).start(),
                new byte[0]);
    }

    private byte[] spliced(int from, int to, byte[] value) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(bytes.length + value.length);
        whole.write(bytes, 0, from);
        whole.writeBytes(value);
        whole.write(bytes, to, bytes.length - to);
        return whole.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
