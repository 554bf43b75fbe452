package dev.tierway.evals.simulate;

import dev.tierway.evals.network.ToolCall;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What one simulated customer wants and knows, and what must have happened at the end.
 *
 * @param id unique in its dataset
 * @param intent name of the intent that should serve it; empty when not known
 * @param persona name of the persona it is played with, or what is known of this customer's manner, which is added to a
 *     persona of the suite's mix; empty leaves all to the mix
 * @param objective what the customer wants, to the customer
 * @param known facts the customer gives when they help
 * @param withheld facts the customer gives only when asked
 * @param unknown names of facts the customer does not have and must not make up
 * @param approved whether a person has read it
 */
public record Scenario(
        String id,
        String intent,
        String persona,
        String objective,
        List<Fact> known,
        List<Fact> withheld,
        List<String> unknown,
        Expected expected,
        boolean approved) {

    public Scenario {
        known = List.copyOf(known);
        withheld = List.copyOf(withheld);
        unknown = List.copyOf(unknown);
    }

    /**
     * What tells that the objective was met.
     *
     * @param initialState the world before; absent for the network's own
     * @param endState the world after, where it is given and not made by the actions
     * @param actions calls that lead from the initial to the end state; one way among others
     * @param information texts of which each must have been said to the customer
     */
    public record Expected(
            Optional<JsonNode> initialState,
            Optional<JsonNode> endState,
            List<ToolCall> actions,
            List<String> information) {

        public static final Expected NOTHING = new Expected(Optional.empty(), Optional.empty(), List.of(), List.of());

        public Expected {
            actions = List.copyOf(actions);
            information = List.copyOf(information);
        }
    }
}
