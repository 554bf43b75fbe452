package dev.tierway.evals.simulate;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.target.Turn;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model that plays one customer. */
final class SimulatedCustomer {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ChatModel model;
    private final String alias;
    private final Scenario scenario;
    private final Persona persona;

    SimulatedCustomer(ChatModel model, String alias, Scenario scenario, Persona persona) {
        this.model = model;
        this.alias = alias;
        this.scenario = scenario;
        this.persona = persona;
    }

    /**
     * What the customer says next; an answer that is no turn is asked for once more.
     *
     * @param transcript empty, or ends with the assistant
     */
    Said next(List<Turn> transcript, long seed) throws ModelFailure, UnreadableCustomer, InterruptedException {
        ObjectNode body = CustomerPrompt.body(scenario, persona, transcript, seed);
        ModelReply first = model.reply(new ModelCall(alias, body));
        Optional<Said> said = read(first.text(), first.spend());
        if (said.isPresent()) {
            return said.get();
        }
        ObjectNode again = body.deepCopy();
        CustomerPrompt.askAgain(again, first.text());
        ModelReply second = model.reply(new ModelCall(alias, again));
        Spend spend = first.spend().plus(second.spend());
        return read(second.text(), spend)
                .orElseThrow(() -> new UnreadableCustomer(
                        "the customer's model '" + alias + "' twice answered no {message, done, reason}: "
                                + shortened(second.text()),
                        spend));
    }

    private static Optional<Said> read(String answer, Spend spend) {
        int from = answer.indexOf('{');
        int to = answer.lastIndexOf('}');
        if (from < 0 || to < from) {
            return Optional.empty();
        }
        try {
            JsonNode turn = JSON.readTree(answer.substring(from, to + 1));
            String message = turn.path("message").asString("").strip();
            boolean done = turn.path("done").booleanValue(false);
            if (!turn.path("message").isString() || (message.isEmpty() && !done)) {
                return Optional.empty();
            }
            Ending ending = turn.path("reason").asString("").equals(Ending.GAVE_UP.wireName())
                    ? Ending.GAVE_UP
                    : Ending.COMPLETED;
            return Optional.of(new Said(message, done ? Optional.of(ending) : Optional.empty(), spend));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
