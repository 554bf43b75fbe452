package dev.tierway.gateway.openai;

import dev.tierway.providers.spi.Slice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Splices members of ours into a backend's JSON object without rewriting the rest, replacing a {@code service_tier} that
 * the backend wrote about its own tiers. Thread-safe.
 */
public final class ReplyAnnotator {
    private static final JsonFactory JSON = new JsonFactory();
    private static final MemberSearch SERVICE_TIER = new MemberSearch("service_tier");
    private static final Slice BRACE = Slice.utf8("{");
    private static final Slice COMMA = Slice.utf8(",");

    private ReplyAnnotator() {}

    /**
     * {@code object} with {@code members} first.
     *
     * @param members comma-separated {@code "name":value} pairs; may be empty
     */
    public static List<Slice> splice(Slice object, Slice members) {
        if (SERVICE_TIER.foundIn(object)) {
            return withoutServiceTier(object, members);
        }
        if (members.length() == 0) {
            return List.of(object);
        }
        int open = openingBrace(object);
        Slice rest = object.part(open + 1, object.length());
        return startsEmpty(rest) ? List.of(BRACE, members, rest) : List.of(BRACE, members, COMMA, rest);
    }

    private static List<Slice> withoutServiceTier(Slice object, Slice members) {
        List<Slice> parts = new ArrayList<>();
        parts.add(BRACE);
        if (members.length() > 0) {
            parts.add(members);
        }
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), object.array(), object.offset(), object.length())) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    parser.skipChildren();
                }
                parser.finishToken();
                int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                if (!name.equals("service_tier")) {
                    if (parts.size() > 1) {
                        parts.add(COMMA);
                    }
                    parts.add(object.part(start, end));
                }
            }
        }
        parts.add(Slice.utf8("}"));
        return parts;
    }

    private static int openingBrace(Slice object) {
        int at = 0;
        while (object.array()[object.offset() + at] != '{') {
            at++;
        }
        return at;
    }

    private static boolean startsEmpty(Slice afterBrace) {
        int at = 0;
        while (Character.isWhitespace(afterBrace.array()[afterBrace.offset() + at])) {
            at++;
        }
        return afterBrace.array()[afterBrace.offset() + at] == '}';
    }
}
