package dev.tierway.evals.network;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The first place where two states differ, for a person. Numbers are compared by value: 23 equals 23.00. */
public final class StateDifference {
    private StateDifference() {}

    /** Empty when {@code actual} is {@code expected}. */
    public static Optional<String> between(JsonNode expected, JsonNode actual) {
        return compare("", expected, actual, true);
    }

    /** Empty when all that {@code expected} has is so in {@code actual}, whatever more there is. */
    public static Optional<String> missing(JsonNode expected, JsonNode actual) {
        return compare("", expected, actual, false);
    }

    /** Whether both are the same value. */
    public static boolean same(JsonNode a, JsonNode b) {
        return between(a, b).isEmpty();
    }

    private static Optional<String> compare(String path, JsonNode expected, JsonNode actual, boolean exact) {
        if (expected.isObject() && actual.isObject()) {
            return members(path, expected, actual, exact);
        }
        if (expected.isArray() && actual.isArray()) {
            return items(path, expected, actual, exact);
        }
        boolean equal = (expected.isNumber() && actual.isNumber())
                ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
                : expected.equals(actual);
        return equal ? Optional.empty() : Optional.of(told(path, expected, actual));
    }

    private static Optional<String> members(String path, JsonNode expected, JsonNode actual, boolean exact) {
        TreeSet<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> member : expected.properties()) {
            names.add(member.getKey());
        }
        if (exact) {
            actual.properties().forEach(member -> names.add(member.getKey()));
        }
        for (String name : names) {
            Optional<String> difference = compare(at(path, name), expected.path(name), actual.path(name), exact);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> items(String path, JsonNode expected, JsonNode actual, boolean exact) {
        if (expected.size() != actual.size()) {
            return Optional.of(
                    (path.isEmpty() ? "the state" : path) + " has " + actual.size() + " items, not " + expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            Optional<String> difference =
                    compare(at(path, Integer.toString(i)), expected.path(i), actual.path(i), exact);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static String told(String path, JsonNode expected, JsonNode actual) {
        String where = path.isEmpty() ? "the state" : path;
        return expected.isMissingNode()
                ? where + " is " + shown(actual) + ", and should not be there"
                : where + " is " + shown(actual) + ", not " + shown(expected);
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "not there";
        }
        String text = value.toString();
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    private static String at(String path, String step) {
        return path.isEmpty() ? step : path + "." + step;
    }
}
