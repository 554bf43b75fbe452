package dev.tierway.evals.model;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers a question that was asked before from the cache: for judges, whose answer to the same prompt may be used again.
 * An answer that is not JSON though JSON was asked for is not remembered. Thread-safe.
 */
public final class CachedModel implements ChatModel {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ChatModel model;
    private final EvalCache cache;

    public CachedModel(ChatModel model, EvalCache cache) {
        this.model = model;
        this.cache = cache;
    }

    @Override
    public ModelReply reply(ModelCall call) throws ModelFailure, InterruptedException {
        ObjectNode question = JSON.createObjectNode().put("kind", "reply").put("model", call.model());
        question.set("body", call.body());
        String key = CanonicalJson.sha256(question);
        Optional<String> kept = cache.find(key);
        if (kept.isPresent()) {
            return ReplyJson.read(JSON.readTree(kept.get()));
        }
        ModelReply reply = model.reply(call);
        if (asWanted(call, reply)) {
            cache.keep(key, JSON.writeValueAsString(ReplyJson.write(reply)));
        }
        return reply;
    }

    private static boolean asWanted(ModelCall call, ModelReply reply) {
        String format = call.body().path("response_format").path("type").asString("text");
        if (format.equals("text")) {
            return true;
        }
        try {
            return JSON.readTree(reply.text()).isObject();
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
