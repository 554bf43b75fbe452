package dev.tierway.evals.importer;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How promptfoo writes variables and short assertions. */
final class PromptfooText {
    private PromptfooText() {}

    /** {@code text} with its variables as fields of the item; what is more than a variable is noted and kept as text. */
    static String carried(String text, ImportedPlan plan) {
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (true) {
            int open = text.indexOf("{{", done);
            int close = open < 0 ? -1 : text.indexOf("}}", open);
            if (close < 0) {
                return out.append(text.substring(done).replace("{{", "{ {")).toString();
            }
            String name = text.substring(open + 2, close).strip();
            out.append(text, done, open);
            if (isVariable(name)) {
                out.append("{{item.").append(name).append("}}");
            } else {
                plan.note("'{{" + name + "}}' is left as text: only variables are filled in");
                out.append("{ {").append(name).append("} }");
            }
            done = close + 2;
        }
    }

    private static boolean isVariable(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
    }

    /** {@code text} with the values of a row in place of its variables. */
    static String filled(String text, ObjectNode row) {
        String out = text;
        for (var field : row.properties()) {
            if (out.contains("{{")) {
                String value = field.getValue().isString()
                        ? field.getValue().stringValue()
                        : field.getValue().toString();
                out = out.replace("{{" + field.getKey() + "}}", value).replace("{{ " + field.getKey() + " }}", value);
            }
        }
        return out;
    }

    /** An assertion in one text: {@code contains: x}, or a text that must be equalled. */
    static ObjectNode assertion(String text) {
        ObjectNode assertion = JsonNodeFactory.instance.objectNode();
        int colon = text.indexOf(':');
        String type = colon < 0 ? "" : text.substring(0, colon).strip();
        boolean typed = !type.isEmpty() && type.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
        return typed && colon + 1 < text.length()
                ? assertion
                        .put("type", type)
                        .put("value", text.substring(colon + 1).strip())
                : assertion.put("type", "equals").put("value", text);
    }
}
