package dev.tierway.evals.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/**
 * An assistant made of intents: a customer's message is routed to an intent, whose routine (an instruction and tools)
 * then answers. The unit of coverage, mining and impact. Immutable; its trees are shared, so read them only.
 *
 * @param greeting what is said while it is not clear what the customer wants
 * @param state the world before a conversation, where a scenario brings none
 * @param intents by name, in file order; at least one
 * @param tools by name, in file order
 */
public record Network(
        String name,
        String greeting,
        JsonNode state,
        SequencedMap<String, Intent> intents,
        SequencedMap<String, Tool> tools) {

    public Network {
        if (intents.isEmpty()) {
            throw new IllegalArgumentException("network '" + name + "' has no intents");
        }
        intents = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(intents));
        tools = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tools));
    }

    /** The intent called {@code name}. */
    public Optional<Intent> intent(String name) {
        Map<String, Intent> byName = intents;
        return Optional.ofNullable(byName.get(name));
    }

    /** The tool called {@code name}. */
    public Optional<Tool> tool(String name) {
        Map<String, Tool> byName = tools;
        return Optional.ofNullable(byName.get(name));
    }

    /** The tools of {@code routine}, in its order. */
    public List<Tool> tools(Routine routine) {
        return routine.tools().stream().flatMap(it -> tool(it).stream()).toList();
    }
}
