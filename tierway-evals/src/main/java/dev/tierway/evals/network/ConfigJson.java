package dev.tierway.evals.network;

import dev.tierway.core.config.ConfigNode;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configuration as JSON: values without quotes that look like numbers or flags are such, all others texts. */
final class ConfigJson {
    private static final int MOST_DIGITS = 30;
    private static final JsonMapper JSON = JsonMapper.shared();

    private ConfigJson() {}

    static JsonNode of(ConfigNode node) {
        return switch (node) {
            case ConfigNode.Empty _ -> JSON.getNodeFactory().nullNode();
            case ConfigNode.Scalar scalar -> scalar.plain() ? plain(scalar.text()) : text(scalar.text());
            case ConfigNode.Sequence sequence -> {
                ArrayNode array = JSON.createArrayNode();
                sequence.items().forEach(it -> array.add(of(it)));
                yield array;
            }
            case ConfigNode.Mapping mapping -> {
                ObjectNode object = JSON.createObjectNode();
                mapping.entries().forEach(it -> object.set(it.key(), of(it.value())));
                yield object;
            }
        };
    }

    private static JsonNode plain(String text) {
        return switch (text) {
            case "true" -> JSON.getNodeFactory().booleanNode(true);
            case "false" -> JSON.getNodeFactory().booleanNode(false);
            default -> number(text).orElseGet(() -> text(text));
        };
    }

    private static JsonNode text(String text) {
        return JSON.getNodeFactory().stringNode(text);
    }

    /** A number as JSON writes it: no sign but minus, no leading zeros, so that 02134 stays a text. */
    private static Optional<JsonNode> number(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        boolean written = !digits.isEmpty()
                && text.length() <= MOST_DIGITS
                && digits.chars().allMatch(it -> (it >= '0' && it <= '9') || it == '.')
                && Character.isDigit(digits.charAt(0))
                && Character.isDigit(digits.charAt(digits.length() - 1))
                && digits.indexOf('.') == digits.lastIndexOf('.')
                && !(digits.length() > 1 && digits.charAt(0) == '0' && digits.charAt(1) != '.');
        if (!written) {
            return Optional.empty();
        }
        return Optional.of(
                digits.indexOf('.') < 0 && digits.length() <= 18
                        ? JSON.getNodeFactory().numberNode(Long.parseLong(text))
                        : JSON.getNodeFactory().numberNode(new BigDecimal(text)));
    }
}
