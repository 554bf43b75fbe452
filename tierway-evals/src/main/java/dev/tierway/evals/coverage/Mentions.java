package dev.tierway.evals.coverage;

import dev.tierway.evals.dataset.Case;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Names that a case is about: those in what it expects, and in the fields that say what it is for. */
final class Mentions {
    private static final List<String> FIELDS =
            List.of("intent", "routine", "tool", "tools", "actions", "gold_actions", "tool_calls");

    private Mentions() {}

    /** Tells every text that may be a name. */
    static void of(Case example, Consumer<String> name) {
        texts(example.expected(), name);
        FIELDS.forEach(field -> texts(example.item().path(field), name));
    }

    private static void texts(JsonNode node, Consumer<String> name) {
        if (node.isString()) {
            name.accept(node.asString());
        }
        node.forEach(child -> texts(child, name));
    }
}
