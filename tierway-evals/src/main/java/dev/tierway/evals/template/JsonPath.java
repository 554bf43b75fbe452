package dev.tierway.evals.template;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A way from a JSON value to a part of it: {@code $.a.b[0]['odd name']}. The small part of JSONPath (RFC 9535) that names
 * one place: no wildcards, slices or filters; an index below 0 counts from the end. Immutable.
 */
public final class JsonPath {
    private final String text;
    private final List<Step> steps;

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    private sealed interface Step {
        JsonNode from(JsonNode node);
    }

    private record Member(String name) implements Step {
        @Override
        public JsonNode from(JsonNode node) {
            return node.path(name);
        }
    }

    private record Element(int index) implements Step {
        @Override
        public JsonNode from(JsonNode node) {
            return node.path(index < 0 && node.isArray() ? node.size() + index : index);
        }
    }

    /**
     * Reads a path that begins with {@code $}.
     *
     * @throws IllegalArgumentException when it is none, with the place
     */
    public static JsonPath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("a path begins with $, like $.order.items[0].price, not '" + text + "'");
        }
        return new JsonPath(text, steps(text, 1, text.length()));
    }

    /** The steps of {@code text} from {@code start} on: {@code .a}, {@code [0]} or {@code ['a']}, one after the other. */
    private static List<Step> steps(String text, int start, int end) {
        List<Step> steps = new ArrayList<>();
        int at = start;
        while (at < end) {
            at = switch (text.charAt(at)) {
                case '.' -> member(text, at + 1, end, steps);
                case '[' -> bracket(text, at + 1, end, steps);
                default -> throw malformed(text, at);
            };
        }
        return steps;
    }

    /** A path whose first member is given apart, as in templates. */
    static JsonPath after(String text, int start, int end) {
        return new JsonPath(text.substring(start, end), steps(text, start, end));
    }

    private static int member(String text, int start, int end, List<Step> steps) {
        int at = start;
        while (at < end && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        if (at == start || text.substring(start, at).indexOf(']') >= 0) {
            throw malformed(text, start);
        }
        steps.add(new Member(text.substring(start, at)));
        return at;
    }

    private static int bracket(String text, int start, int end, List<Step> steps) {
        if (start < end && (text.charAt(start) == '\'' || text.charAt(start) == '"')) {
            int close = text.indexOf(text.charAt(start), start + 1);
            if (close < 0 || close + 1 >= end || text.charAt(close + 1) != ']') {
                throw malformed(text, start);
            }
            steps.add(new Member(text.substring(start + 1, close)));
            return close + 2;
        }
        int close = text.indexOf(']', start);
        if (close < 0 || close >= end) {
            throw malformed(text, start);
        }
        try {
            steps.add(new Element(Integer.parseInt(text.substring(start, close).strip())));
        } catch (NumberFormatException noIndex) {
            throw malformed(text, start);
        }
        return close + 1;
    }

    private static IllegalArgumentException malformed(String text, int at) {
        return new IllegalArgumentException("'" + text + "' is no path from its character " + (at + 1)
                + " on; write $.order.items[0].price or $['odd name']");
    }

    /** What stands there; a missing node when nothing does. */
    public JsonNode in(JsonNode root) {
        JsonNode node = root;
        for (Step step : steps) {
            node = step.from(node);
        }
        return node;
    }

    @Override
    public String toString() {
        return text;
    }
}
