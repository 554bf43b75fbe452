package dev.tierway.evals.template;

import dev.tierway.evals.dataset.Case;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the names in a template stand for. Thread-safe when what it looks at is. */
@FunctionalInterface
public interface Scope {
    /** The names that a template may begin with. */
    Set<String> ROOTS = Set.of("item", "input", "expected", "id", "sample");

    /** The value of one of {@link #ROOTS}, and of {@code $} for paths; a missing node when there is none here. */
    JsonNode root(String name);

    /** The names of a case that was not answered yet. A path {@code $...} looks into its row. */
    static Scope of(Case example) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return name -> switch (name) {
            case "item", "$" -> example.item();
            case "input" -> example.input();
            case "expected" -> example.expected();
            case "id" -> json.stringNode(example.id());
            default -> json.missingNode();
        };
    }
}
