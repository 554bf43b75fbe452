package dev.tierway.gateway.completion;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What callers attach to objects, within the limits of OpenAI's API. */
public final class Metadata {
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;

    private Metadata() {}

    /** {@code sent} as it is, or nothing where it is null or missing; throws a 400 when it is not within the limits. */
    public static ObjectNode checked(JsonNode sent) {
        if (sent.isMissingNode() || sent.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(sent instanceof ObjectNode pairs)) {
            throw Failure.invalid("metadata", "invalid_type", "metadata must be an object of strings")
                    .toException();
        }
        if (pairs.size() > MOST_PAIRS) {
            throw tooLarge();
        }
        for (Map.Entry<String, JsonNode> pair : pairs.properties()) {
            if (!pair.getValue().isString()) {
                throw Failure.invalid("metadata", "invalid_type", "metadata must be an object of strings")
                        .toException();
            }
            if (!fits(pair)) {
                throw tooLarge();
            }
        }
        return pairs;
    }

    /** What of {@code sent} is within the limits: metadata of a request that was answered already is refused no more. */
    static ObjectNode fitting(JsonNode sent) {
        ObjectNode fitting = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> pair : sent.properties()) {
            if (fitting.size() < MOST_PAIRS && pair.getValue().isString() && fits(pair)) {
                fitting.set(pair.getKey(), pair.getValue());
            }
        }
        return fitting;
    }

    private static boolean fits(Map.Entry<String, JsonNode> pair) {
        return pair.getKey().length() <= LONGEST_KEY
                && pair.getValue().asString().length() <= LONGEST_VALUE;
    }

    private static FailureException tooLarge() {
        return Failure.invalid(
                        "metadata",
                        "invalid_value",
                        "metadata takes at most " + MOST_PAIRS + " pairs, keys of " + LONGEST_KEY + " and values of "
                                + LONGEST_VALUE + " characters")
                .toException();
    }
}
