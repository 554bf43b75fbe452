package dev.tierway.evals.simulate;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.network.Agent;
import dev.tierway.evals.network.ToolCall;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.TargetFailure;
import dev.tierway.evals.target.Turn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Any target as an agent: each answer is one case whose input is the conversation so far. It has no world. */
public final class TargetAgent implements Agent {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Target target;

    public TargetAgent(Target target) {
        this.target = target;
    }

    @Override
    public String fingerprint() {
        return target.fingerprint();
    }

    @Override
    public Talk open(Optional<JsonNode> state, long seed) {
        return new TargetTalk(seed);
    }

    @Override
    public JsonNode replay(Optional<JsonNode> state, List<ToolCall> calls) {
        return JSON.missingNode();
    }

    @Override
    public void close() {
        target.close();
    }

    private final class TargetTalk implements Talk {
        private final long seed;
        private JsonNode state = JSON.missingNode();
        private ObjectNode inside = JSON.createObjectNode();

        private TargetTalk(long seed) {
            this.seed = seed;
        }

        @Override
        public Reply reply(List<Turn> transcript) throws ModelFailure, InterruptedException {
            try {
                Sample sample = target.answer(question(transcript), new Target.Attempt(1, seed + transcript.size()));
                state = sample.state();
                inside = sample.inside().deepCopy();
                return new Reply(sample.text(), sample.spend(), sample.timing());
            } catch (TargetFailure failed) {
                throw new ModelFailure(String.valueOf(failed.getMessage()), failed.retryable());
            }
        }

        @Override
        public JsonNode state() {
            return state;
        }

        @Override
        public ObjectNode inside() {
            return inside;
        }
    }

    private static Case question(List<Turn> transcript) {
        ArrayNode messages = JSON.createArrayNode();
        for (Turn turn : transcript) {
            messages.addObject()
                    .put("role", turn.speaker().equals(Turn.CUSTOMER) ? "user" : "assistant")
                    .put("content", turn.text());
        }
        ObjectNode item = JSON.createObjectNode();
        item.set("messages", messages);
        return new Case(
                "turn-" + transcript.size(),
                "turn",
                messages,
                JSON.missingNode(),
                item,
                OptionalInt.empty(),
                Optional.empty());
    }
}
