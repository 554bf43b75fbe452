package dev.tierway.evals.judge;

import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.model.Spend;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that answers in a schema. An answer that does not parse is asked for once more, with what was wrong with it;
 * after that, and without an answer in time, there is none. Thread-safe.
 */
public final class Judge {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TRIES = 2;
    private static final int LONGEST_SHOWN = 120;

    private final JudgeSpec spec;
    private final ChatModel models;

    public Judge(JudgeSpec spec, ChatModel models) {
        this.spec = spec;
        this.models = models;
    }

    public JudgeAnswer ask(JudgeQuestion question) throws InterruptedException {
        ObjectNode body = body(question);
        ArrayNode messages = body.withArray("messages");
        Spend spend = Spend.NONE;
        String problem = "";
        for (int asked = 1; asked <= TRIES; asked++) {
            ModelReply reply;
            try {
                reply = inTime(new ModelCall(spec.model(), body.deepCopy()));
            } catch (ModelFailure failure) {
                return new JudgeAnswer.None("judge " + spec.model() + ": " + failure.getMessage(), spend);
            }
            spend = spend.plus(reply.spend());
            JsonNode answer = parse(reply.text());
            problem = answer instanceof ObjectNode object
                    ? question.problem().apply(object)
                    : "it is no JSON object: '" + shown(reply.text()) + "'";
            if (answer instanceof ObjectNode object && problem.isEmpty()) {
                return new JudgeAnswer.Given(object, spend);
            }
            messages.addObject().put("role", "assistant").put("content", reply.text());
            messages.addObject()
                    .put("role", "user")
                    .put("content", "That cannot be used: " + problem + ". Answer again with the JSON object alone.");
        }
        return new JudgeAnswer.None(
                "judge " + spec.model() + " gave no usable answer in " + TRIES + " tries: " + problem, spend);
    }

    private ObjectNode body(JudgeQuestion question) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", question.instructions());
        messages.addObject().put("role", "user").put("content", question.material());
        body.put("temperature", 0);
        spec.tier().ifPresent(tier -> body.put("service_tier", tier));
        spec.maxOutputTokens().ifPresent(most -> body.put("max_completion_tokens", most));
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "verdict")
                .put("strict", true)
                .set("schema", question.schema());
        return body;
    }

    private ModelReply inTime(ModelCall call) throws ModelFailure, InterruptedException {
        FutureTask<ModelReply> task = new FutureTask<>(() -> models.reply(call));
        Thread.ofVirtual().name("judge").start(task);
        try {
            return task.get(spec.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new ModelFailure("no answer within " + spec.timeout().toMillis() + " ms", true);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case null -> throw new IllegalStateException(failed);
                case ModelFailure failure -> throw failure;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException ends -> throw ends;
                case Throwable unexpected -> throw new IllegalStateException(unexpected);
            }
        } finally {
            task.cancel(true);
        }
    }

    private static JsonNode parse(String text) {
        int open = text.indexOf('{');
        int close = text.lastIndexOf('}');
        if (open < 0 || close < open) {
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(text.substring(open, close + 1));
        } catch (JacksonException notJson) {
            return JSON.missingNode();
        }
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }
}
