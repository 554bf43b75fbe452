package dev.tierway.evals.simulate;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.network.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scenarios as lines of JSON: {@code {id, intent, persona, objective, known: {name: value}, withheld: {...}, unknown: [name],
 * initial_state, end_state, actions: [{name, arguments}], information: [text], approved}}. Only {@code id} and
 * {@code objective} must be there. Other members are kept out of the scenario: where it was mined from, what it is for.
 */
public final class ScenarioJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ScenarioJson() {}

    /**
     * The scenario that {@code example} is.
     *
     * @throws IllegalArgumentException when it is none, with what is wrong and where
     */
    public static Scenario read(Case example) {
        try {
            return read(example.item());
        } catch (IllegalArgumentException wrong) {
            String where = example.origin().map(it -> it + ": ").orElse("");
            throw new IllegalArgumentException(where + wrong.getMessage(), wrong);
        }
    }

    /**
     * The scenario of one line.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Scenario read(JsonNode line) {
        String id = text(line, "id");
        String objective = text(line, "objective");
        if (id.isBlank() || objective.isBlank()) {
            throw new IllegalArgumentException("a scenario needs an 'id' and an 'objective'");
        }
        Scenario.Expected expected = new Scenario.Expected(
                tree(line, "initial_state"), tree(line, "end_state"), actions(line), texts(line, "information"));
        return new Scenario(
                id,
                text(line, "intent"),
                text(line, "persona"),
                objective,
                facts(line, "known"),
                facts(line, "withheld"),
                texts(line, "unknown"),
                expected,
                line.path("approved").booleanValue(false));
    }

    public static ObjectNode write(Scenario scenario) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", scenario.id());
        line.put("intent", scenario.intent());
        line.put("persona", scenario.persona());
        line.put("objective", scenario.objective());
        writeFacts(line.putObject("known"), scenario.known());
        writeFacts(line.putObject("withheld"), scenario.withheld());
        ArrayNode unknown = line.putArray("unknown");
        scenario.unknown().forEach(unknown::add);
        Scenario.Expected expected = scenario.expected();
        expected.initialState().ifPresent(it -> line.set("initial_state", it));
        expected.endState().ifPresent(it -> line.set("end_state", it));
        ArrayNode actions = line.putArray("actions");
        expected.actions()
                .forEach(it -> actions.addObject().put("name", it.name()).set("arguments", it.arguments()));
        ArrayNode information = line.putArray("information");
        expected.information().forEach(information::add);
        line.put("approved", scenario.approved());
        return line;
    }

    /** The scenario as a case of a dataset; those of one intent are of one group. */
    public static Case asCase(Scenario scenario) {
        ObjectNode item = write(scenario);
        return new Case(
                scenario.id(),
                scenario.id(),
                item.path("objective"),
                JSON.missingNode(),
                item,
                OptionalInt.empty(),
                Optional.empty());
    }

    private static List<ToolCall> actions(JsonNode line) {
        List<ToolCall> actions = new ArrayList<>();
        for (JsonNode action : list(line, "actions")) {
            String name = text(action, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("each of 'actions' must be {name, arguments}, not " + action);
            }
            JsonNode arguments = action.path("arguments");
            actions.add(new ToolCall(name, arguments.isObject() ? arguments : JSON.createObjectNode()));
        }
        return actions;
    }

    private static List<Fact> facts(JsonNode line, String key) {
        JsonNode facts = line.path(key);
        if (!facts.isMissingNode() && !facts.isNull() && !facts.isObject()) {
            throw new IllegalArgumentException("'" + key + "' must be {name: value}, not " + facts);
        }
        List<Fact> read = new ArrayList<>();
        Set<Map.Entry<String, JsonNode>> entries = facts.properties();
        for (Map.Entry<String, JsonNode> fact : entries) {
            read.add(new Fact(fact.getKey(), scalar(key, fact.getValue())));
        }
        return read;
    }

    private static void writeFacts(ObjectNode into, List<Fact> facts) {
        facts.forEach(fact -> into.put(fact.name(), fact.value()));
    }

    private static List<String> texts(JsonNode line, String key) {
        List<String> texts = new ArrayList<>();
        list(line, key).forEach(item -> texts.add(scalar(key, item)));
        return texts;
    }

    private static JsonNode list(JsonNode line, String key) {
        JsonNode list = line.path(key);
        if (list.isMissingNode() || list.isNull()) {
            return JSON.createArrayNode();
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException("'" + key + "' must be a list, not " + list);
        }
        return list;
    }

    private static String scalar(String key, JsonNode node) {
        if (!node.isValueNode()) {
            throw new IllegalArgumentException("each of '" + key + "' must be a single value, not " + node);
        }
        return node.asString();
    }

    private static String text(JsonNode line, String key) {
        JsonNode node = line.path(key);
        return node.isMissingNode() || node.isNull() ? "" : scalar(key, node);
    }

    private static Optional<JsonNode> tree(JsonNode line, String key) {
        JsonNode node = line.path(key);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }
}
