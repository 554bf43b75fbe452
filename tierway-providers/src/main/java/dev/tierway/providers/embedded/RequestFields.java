package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of one JSON object in a request, read with their types and ranges checked. A member that is null counts
 * as absent.
 *
 * @param path of the object in the body; empty for the body itself
 */
record RequestFields(JsonNode object, String path) {
    static RequestFields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw wrongType(path, "an object");
        }
        return new RequestFields(node, path);
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    @Nullable
    JsonNode get(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    double number(String name, double absent, double low, double high) {
        JsonNode value = get(name);
        if (value == null) {
            return absent;
        }
        if (!value.isNumber()) {
            throw wrongType(path(name), "a number");
        }
        double number = value.doubleValue();
        if (!(number >= low && number <= high)) {
            throw outOfRange(name, value, plain(low), plain(high));
        }
        return number;
    }

    int integer(String name, int absent, int low, int high) {
        JsonNode value = get(name);
        if (value == null) {
            return absent;
        }
        if (!value.isIntegralNumber()) {
            throw wrongType(path(name), "a whole number");
        }
        if (!value.canConvertToInt() || value.intValue() < low || value.intValue() > high) {
            throw outOfRange(name, value, Integer.toString(low), Integer.toString(high));
        }
        return value.intValue();
    }

    boolean flag(String name) {
        JsonNode value = get(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrongType(path(name), "true or false");
        }
        return value.booleanValue();
    }

    String text(String name) {
        JsonNode value = get(name);
        if (value == null) {
            throw Failure.invalid(path(name), "missing_field", path(name) + " is missing: give a string")
                    .toException();
        }
        if (!value.isString()) {
            throw wrongType(path(name), "a string");
        }
        return value.stringValue();
    }

    /** Refuses the request when one of these members asks for something that this engine does not do. */
    void refuse(List<String> names, String remedy) {
        for (String name : names) {
            JsonNode value = get(name);
            if (value != null && asks(value)) {
                throw unsupported(path(name), remedy);
            }
        }
    }

    private static boolean asks(JsonNode value) {
        return value.isArray() ? !value.isEmpty() : !value.isBoolean() || value.booleanValue();
    }

    private FailureException outOfRange(String name, JsonNode value, String low, String high) {
        return Failure.invalid(
                        path(name),
                        "invalid_value",
                        path(name) + " is " + value + ": it must be between " + low + " and " + high)
                .toException();
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    static FailureException wrongType(String path, String wanted) {
        return Failure.invalid(path, "invalid_type", path + " must be " + wanted)
                .toException();
    }

    static FailureException unsupported(String path, String remedy) {
        return Failure.invalid(path, "unsupported_value", path + " is not supported by this embedded model: " + remedy)
                .toException();
    }
}
