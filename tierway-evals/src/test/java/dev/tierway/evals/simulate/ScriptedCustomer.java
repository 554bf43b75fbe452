package dev.tierway.evals.simulate;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.network.Replies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A customer's model that says its lines in order, by how often it has spoken. Remembers what it was asked. Thread-safe. */
final class ScriptedCustomer implements ChatModel {
    private final List<String> lines;
    private final List<ModelCall> asked = Collections.synchronizedList(new ArrayList<>());

    ScriptedCustomer(String... lines) {
        this.lines = List.of(lines);
    }

    static String says(String message) {
        return turn(message, false, "talking");
    }

    static String leaves(String message) {
        return turn(message, true, "completed");
    }

    static String givesUp(String message) {
        return turn(message, true, "gave_up");
    }

    private static String turn(String message, boolean done, String reason) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("message", message)
                .put("done", done)
                .put("reason", reason)
                .toString();
    }

    @Override
    public ModelReply reply(ModelCall call) {
        asked.add(new ModelCall(call.model(), call.body().deepCopy()));
        int spoken = 0;
        for (var message : call.body().path("messages")) {
            spoken += message.path("role").asString("").equals("assistant") ? 1 : 0;
        }
        return Replies.text(lines.get(Math.min(spoken, lines.size() - 1)));
    }

    List<ModelCall> asked() {
        return List.copyOf(asked);
    }
}
