package dev.tierway.evals.network;

import dev.tierway.evals.model.CanonicalJson;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A hash over a state that is the same for equal states: order of names does not matter, and 23 is 23.00. */
public final class StateHash {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StateHash() {}

    /** SHA-256 in hexadecimal. */
    public static String of(JsonNode state) {
        return CanonicalJson.sha256(plain(state));
    }

    private static JsonNode plain(JsonNode tree) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode result = JSON.createObjectNode();
                object.properties().forEach(it -> result.set(it.getKey(), plain(it.getValue())));
                yield result;
            }
            case ArrayNode array -> {
                ArrayNode result = JSON.createArrayNode();
                array.forEach(it -> result.add(plain(it)));
                yield result;
            }
            default -> tree.isNumber() ? number(tree.decimalValue()) : tree;
        };
    }

    /** A number written in one way, and told from a text of the same digits. */
    private static JsonNode number(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return JSON.createObjectNode().put("number", stripped.toPlainString());
    }
}
