package dev.tierway.evals.simulate;

import dev.tierway.evals.network.StateDifference;
import dev.tierway.evals.network.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a conversation came to and why.
 *
 * <p>The outcome is judged from outside first ({@link Objective}); only a miss is explained by what went on inside, the
 * first stage that failed being blamed. The expected calls are one way to the objective among others, so they explain and
 * never fail a conversation whose end is right.
 *
 * @param reason what was wanted and what was there
 */
public record Funnel(Outcome outcome, String reason) {

    /**
     * @param objective what was seen from outside
     * @param ending how the customer left
     * @param inside what the agent did
     */
    static Funnel of(Scenario scenario, Objective objective, Ending ending, ObjectNode inside) {
        boolean met = objective.known() ? objective.met() : ending == Ending.COMPLETED;
        if (met) {
            return new Funnel(Outcome.OBJECTIVE_MET, objective.reason());
        }
        return routedWrong(scenario, inside)
                .or(() -> skipped(scenario, inside))
                .or(() -> calledWrong(scenario, inside))
                .or(() -> objective.stateDifference().map(it -> new Funnel(Outcome.STATE_WRONG, it)))
                .orElseGet(() -> new Funnel(
                        Outcome.OBJECTIVE_MISSED,
                        objective.known() ? objective.reason() : "the customer left: " + ending.wireName()));
    }

    /** As the member {@code funnel} of a sample's insides. */
    void write(ObjectNode inside) {
        inside.putObject("funnel").put("outcome", outcome.wireName()).put("reason", reason);
    }

    private static Optional<Funnel> routedWrong(Scenario scenario, ObjectNode inside) {
        JsonNode visited = inside.path("route").path("visited");
        if (scenario.intent().isBlank() || !visited.isArray()) {
            return Optional.empty();
        }
        List<String> intents = new ArrayList<>();
        visited.forEach(it -> intents.add(it.asString("")));
        if (intents.contains(scenario.intent())) {
            return Optional.empty();
        }
        String where = intents.isEmpty() ? "nowhere" : "to " + String.join(", ", intents);
        return Optional.of(new Funnel(Outcome.ROUTED_WRONG, "routed " + where + ", not to " + scenario.intent()));
    }

    private static Optional<Funnel> skipped(Scenario scenario, ObjectNode inside) {
        return scenario.expected().actions().stream()
                .filter(action -> calls(inside, action.name()).isEmpty())
                .findFirst()
                .map(action -> new Funnel(
                        Outcome.INSTRUCTION_NOT_FOLLOWED, "the tool '" + action.name() + "' was never called"));
    }

    private static Optional<Funnel> calledWrong(Scenario scenario, ObjectNode inside) {
        for (ToolCall action : scenario.expected().actions()) {
            List<JsonNode> calls = calls(inside, action.name());
            boolean right = calls.stream()
                    .anyMatch(call -> call.path("ok").booleanValue(true)
                            && StateDifference.same(action.arguments(), call.path("arguments")));
            if (!right) {
                JsonNode last = calls.getLast();
                String problem = StateDifference.between(action.arguments(), last.path("arguments"))
                        .orElseGet(() -> last.path("result").path("error").asString("it failed"));
                return Optional.of(new Funnel(Outcome.TOOL_WRONG, "the tool '" + action.name() + "': " + problem));
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> calls(ObjectNode inside, String name) {
        List<JsonNode> calls = new ArrayList<>();
        for (JsonNode call : inside.path("tool_calls")) {
            if (call.path("name").asString("").equals(name)) {
                calls.add(call);
            }
        }
        return calls;
    }
}
