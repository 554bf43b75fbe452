package dev.tierway.evals.dataset;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a YAML value without quotes means: a number, flag or null as JSON writes them, else a text. */
public final class PlainValue {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PlainValue() {}

    public static JsonNode of(String text) {
        return switch (text) {
            case "true" -> JSON.booleanNode(true);
            case "false" -> JSON.booleanNode(false);
            case "", "~", "null" -> JSON.nullNode();
            default -> looksNumeric(text) ? number(text) : JSON.stringNode(text);
        };
    }

    /** As JSON writes numbers: no plus sign, no leading zero before another digit. */
    private static boolean looksNumeric(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        if (text.length() <= digits || text.length() > 40 || !isDigit(text.charAt(digits))) {
            return false;
        }
        boolean padded = text.charAt(digits) == '0' && text.length() > digits + 1 && isDigit(text.charAt(digits + 1));
        return !padded && isDigit(text.charAt(text.length() - 1));
    }

    private static JsonNode number(String text) {
        try {
            BigDecimal value = new BigDecimal(text);
            boolean whole = text.chars().allMatch(c -> isDigit((char) c) || c == '-');
            if (!whole) {
                return JSON.numberNode(value);
            }
            BigInteger integer = value.toBigIntegerExact();
            return integer.bitLength() < Long.SIZE ? JSON.numberNode(integer.longValue()) : JSON.numberNode(integer);
        } catch (NumberFormatException notOne) {
            return JSON.stringNode(text);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
