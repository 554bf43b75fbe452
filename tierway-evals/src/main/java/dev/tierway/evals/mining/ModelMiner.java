package dev.tierway.evals.mining;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.simulate.Fact;
import dev.tierway.evals.simulate.Scenario;
import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.Values;
import dev.tierway.evals.wording.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a model word the objective and name the facts of a mined scenario, and believes it nothing: a fact stays only when
 * the customer said its value, an objective only when the customer or the agent said all of its values. What does not
 * stay is as {@link ScenarioMiner} makes it. Thread-safe.
 */
public final class ModelMiner {
    private static final String TASK = """
            Here is a conversation of a customer with an assistant. Say what the customer wanted, in one sentence to the \
            customer ("Get ..."), with every amount, and which facts the customer told. Use only what is in it. Answer \
            with one JSON object {"objective": text, "known": {name: value} for what the customer told by themselves, \
            "withheld": {name: value} for what the customer told only when asked}.
            """;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ScenarioMiner miner;
    private final ChatModel model;
    private final String alias;

    public ModelMiner(ScenarioMiner miner, ChatModel model, String alias) {
        this.miner = miner;
        this.model = model;
        this.alias = alias;
    }

    /** The scenario of {@code transcript}, not approved; that of {@link ScenarioMiner} when the model's cannot be read. */
    public Scenario mine(Transcript transcript) throws ModelFailure, InterruptedException {
        Scenario plain = miner.unscrubbed(transcript);
        String answer = model.reply(new ModelCall(alias, question(transcript))).text();
        int from = answer.indexOf('{');
        int to = answer.lastIndexOf('}');
        if (from < 0 || to < from) {
            return Scrubber.scrub(plain);
        }
        try {
            return Scrubber.scrub(verified(plain, JSON.readTree(answer.substring(from, to + 1)), transcript));
        } catch (JacksonException notJson) {
            return Scrubber.scrub(plain);
        }
    }

    private static ObjectNode question(Transcript transcript) {
        ObjectNode body = JSON.createObjectNode();
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", TASK);
        messages.addObject().put("role", "user").put("content", text(transcript.turns()));
        body.putObject("response_format").put("type", "json_object");
        return body;
    }

    private static Scenario verified(Scenario plain, JsonNode told, Transcript transcript) {
        String said =
                text(transcript.turns().stream().filter(Transcript::byCustomer).toList());
        List<Fact> known = facts(told.path("known"), said);
        List<Fact> withheld = facts(told.path("withheld"), said);
        boolean facts = !known.isEmpty() || !withheld.isEmpty();
        return new Scenario(
                plain.id(),
                plain.intent(),
                plain.persona(),
                objective(plain, told.path("objective").asString("").strip(), text(transcript.turns())),
                facts ? known : plain.known(),
                facts ? withheld : plain.withheld(),
                plain.unknown(),
                plain.expected(),
                false);
    }

    private static String objective(Scenario plain, String worded, String transcript) {
        boolean supported =
                !worded.isEmpty() && Values.in(worded).stream().allMatch(it -> Values.supported(it, transcript));
        if (!supported) {
            return plain.objective();
        }
        String missing = Values.in(plain.objective()).stream()
                .filter(it -> it.kind() == Values.Kind.AMOUNT && !Words.contains(worded, it.text()))
                .map(Values.Value::text)
                .collect(Collectors.joining(", "));
        int title = plain.intent().isEmpty() ? -1 : plain.objective().indexOf(": ");
        String start = title < 0 ? "" : plain.objective().substring(0, title + 2);
        return start + worded + (missing.isEmpty() ? "" : " (" + missing + ")");
    }

    private static List<Fact> facts(JsonNode told, String said) {
        List<Fact> facts = new ArrayList<>();
        for (var fact : told.properties()) {
            String value = fact.getValue().asString("").strip();
            if (!value.isEmpty() && Words.contains(said, value)) {
                facts.add(new Fact(fact.getKey().strip().replace(' ', '_'), value));
            }
        }
        return facts;
    }

    private static String text(List<Turn> turns) {
        return turns.stream().map(turn -> turn.speaker() + ": " + turn.text()).collect(Collectors.joining("\n"));
    }
}
