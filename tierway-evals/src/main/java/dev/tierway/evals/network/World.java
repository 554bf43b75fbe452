package dev.tierway.evals.network;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The state that one conversation changes. Used by one thread. */
final class World {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Network network;
    private final ToolEndpoint endpoint;
    private JsonNode state;

    /** A world of its own; {@code initial} stays as it is. */
    World(Network network, ToolEndpoint endpoint, JsonNode initial) {
        this.network = network;
        this.endpoint = endpoint;
        this.state = initial.deepCopy();
    }

    JsonNode state() {
        return state;
    }

    /** Calls a tool and says what it told: all of its changes were made, or none. */
    ToolResult call(ToolCall call) throws InterruptedException {
        Tool tool = network.tool(call.name()).orElse(null);
        if (tool == null) {
            return ToolResult.refused("there is no tool '" + call.name() + "'");
        }
        try {
            require(tool, call.arguments());
            return switch (tool.effect()) {
                case Effect.Rules rules -> apply(rules, new Arguments(call.arguments()));
                case Effect.Endpoint remote -> ask(remote, call);
            };
        } catch (ToolRefusal refusal) {
            return ToolResult.refused(String.valueOf(refusal.getMessage()));
        }
    }

    private static void require(Tool tool, JsonNode arguments) {
        if (!arguments.isObject()) {
            throw new ToolRefusal("the arguments must be an object");
        }
        for (JsonNode name : tool.parameters().path("required")) {
            if (!arguments.has(name.asString(""))) {
                throw new ToolRefusal("the argument '" + name.asString("") + "' is missing");
            }
        }
    }

    private ToolResult ask(Effect.Endpoint remote, ToolCall call) throws InterruptedException {
        ToolEndpoint.Answer answer = endpoint.call(remote.url(), call, state);
        answer.state().ifPresent(it -> state = it);
        return answer.result();
    }

    private ToolResult apply(Effect.Rules rules, Arguments arguments) {
        for (Effect.Guard guard : rules.guards()) {
            if (!holds(guard, arguments)) {
                throw new ToolRefusal(arguments
                        .fill(JSON.getNodeFactory().stringNode(guard.otherwise()))
                        .asString(guard.otherwise()));
            }
        }
        JsonNode changed = rules.changes().isEmpty() ? state : state.deepCopy();
        for (Effect.Change change : rules.changes()) {
            make(change, changed, arguments);
        }
        state = changed;
        return rules.reply()
                .map(path -> ToolResult.ok(found(at(changed, path, arguments), path)))
                .orElseGet(() -> ToolResult.ok(JSON.createObjectNode().put("done", true)));
    }

    private static JsonNode found(JsonNode value, StatePath path) {
        if (value.isMissingNode()) {
            throw new ToolRefusal("there is no " + path.steps().getFirst() + " of that kind");
        }
        return value.deepCopy();
    }

    private boolean holds(Effect.Guard guard, Arguments arguments) {
        JsonNode value = at(state, guard.path(), arguments);
        return switch (guard.test()) {
            case Effect.Test.Exists(boolean present) -> present == !(value.isMissingNode() || value.isNull());
            case Effect.Test.Equal(JsonNode wanted) -> StateDifference.same(arguments.fill(wanted), value);
            case Effect.Test.AtLeast(JsonNode wanted) ->
                value.isNumber() && value.decimalValue().compareTo(number(arguments.fill(wanted))) >= 0;
        };
    }

    private static void make(Effect.Change change, JsonNode root, Arguments arguments) {
        List<String> steps = change.path().steps();
        JsonNode parent = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            parent = child(parent, arguments.step(step));
        }
        String last = arguments.step(steps.getLast());
        JsonNode value = arguments.fill(change.value());
        JsonNode old = step(parent, last);
        switch (change) {
            case Effect.Change.Set _ -> put(parent, last, value.deepCopy());
            case Effect.Change.Append _ -> {
                ArrayNode list = old instanceof ArrayNode existing ? existing : JSON.createArrayNode();
                list.add(value.deepCopy());
                put(parent, last, list);
            }
            case Effect.Change.Subtract _ ->
                put(parent, last, JSON.getNodeFactory().numberNode(number(old).subtract(number(value))));
        }
    }

    private static JsonNode at(JsonNode root, StatePath path, Arguments arguments) {
        JsonNode node = root;
        for (String step : path.steps()) {
            node = step(node, arguments.step(step));
        }
        return node;
    }

    private static JsonNode step(JsonNode node, String step) {
        return node.isArray() ? node.path(index(step)) : node.path(step);
    }

    /** The child called {@code step}, made when it is not there. */
    private static JsonNode child(JsonNode parent, String step) {
        JsonNode child = step(parent, step);
        if (child.isContainer()) {
            return child;
        }
        ObjectNode made = JSON.createObjectNode();
        put(parent, step, made);
        return made;
    }

    private static void put(JsonNode parent, String step, JsonNode value) {
        switch (parent) {
            case ObjectNode object -> object.set(step, value);
            case ArrayNode array when index(step) >= 0 && index(step) < array.size() -> array.set(index(step), value);
            default -> throw new ToolRefusal("there is no " + step + " to change");
        }
    }

    private static int index(String step) {
        boolean digits = !step.isEmpty() && step.length() < 9 && step.chars().allMatch(it -> it >= '0' && it <= '9');
        return digits ? Integer.parseInt(step) : -1;
    }

    private static BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        try {
            return new BigDecimal(value.asString("").strip());
        } catch (NumberFormatException noNumber) {
            throw new ToolRefusal("a number is needed, not " + value);
        }
    }
}
