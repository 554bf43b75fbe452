package dev.tierway.evals.grader;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where two JSON values differ. Numbers are compared exactly, whatever way they are written: 23 is 23.00 and not 22.99.
 * The order of members does not count, that of list items does.
 */
final class JsonDifferences {
    private static final int MOST_SHOWN = 5;
    private static final int LONGEST_SHOWN = 80;

    private final Set<String> ignored;
    private final List<String> found = new ArrayList<>();

    private JsonDifferences(Set<String> ignored) {
        this.ignored = ignored;
    }

    static boolean same(JsonNode wanted, JsonNode actual) {
        return between(wanted, actual, Set.of()).isEmpty();
    }

    /**
     * A sentence for each of the first few differences.
     *
     * @param ignored names of members that may differ anywhere
     */
    static List<String> between(JsonNode wanted, JsonNode actual, Set<String> ignored) {
        JsonDifferences differences = new JsonDifferences(ignored);
        differences.compare("$", wanted, actual);
        return differences.found;
    }

    private void compare(String path, JsonNode wanted, JsonNode actual) {
        if (found.size() >= MOST_SHOWN) {
            return;
        }
        if (wanted instanceof ObjectNode left && actual instanceof ObjectNode right) {
            Set<String> names = new TreeSet<>(left.propertyNames());
            names.addAll(right.propertyNames());
            names.removeAll(ignored);
            names.forEach(name -> compare(path + "." + name, left.path(name), right.path(name)));
        } else if (wanted instanceof ArrayNode left && actual instanceof ArrayNode right) {
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                compare(path + "[" + i + "]", left.path(i), right.path(i));
            }
        } else if (!sameLeaf(wanted, actual)) {
            found.add(path + ": wanted " + shown(wanted) + ", found " + shown(actual));
        }
    }

    private static boolean sameLeaf(JsonNode wanted, JsonNode actual) {
        Optional<BigDecimal> left = decimal(wanted);
        Optional<BigDecimal> right = decimal(actual);
        boolean numbers = left.isPresent() && right.isPresent();
        return numbers ? left.get().compareTo(right.get()) == 0 : wanted.equals(actual);
    }

    /** The number that {@code value} is, exactly; empty for other values and for numbers too great to be told. */
    static Optional<BigDecimal> decimal(JsonNode value) {
        boolean finite = value.isNumber() && (value.isIntegralNumber() || Double.isFinite(value.asDouble()));
        return finite ? Optional.of(value.decimalValue()) : Optional.empty();
    }

    static String shown(JsonNode value) {
        return value.isMissingNode() ? "nothing" : shown(value.toString());
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
