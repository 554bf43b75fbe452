package dev.tierway.evals.target;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.model.CanonicalJson;
import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelCall;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.ModelReply;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.template.MissingValueException;
import dev.tierway.evals.template.Scope;
import dev.tierway.evals.template.Template;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A model behind the gateway, asked one question per case. */
final class RouteTarget implements Target {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TargetSpec.Route spec;
    private final Optional<ServiceTier> tier;
    private final ChatModel model;
    private final List<Line> lines;
    private final String fingerprint;

    /** One message of the prompt. */
    private record Line(String role, Template text) {
        boolean isInput() {
            return text.expressions().equals(List.of("input"))
                    && text.toString().startsWith("{{")
                    && text.toString().endsWith("}}");
        }
    }

    /**
     * The target that {@code spec} describes.
     *
     * @param model answers aliases
     * @param tier of all calls when the route names none
     * @param place where the model is: answers of different places are not the same
     */
    RouteTarget(TargetSpec.Route spec, ChatModel model, Optional<ServiceTier> tier, String place) {
        this.spec = spec;
        this.model = model;
        this.tier = spec.tier().or(() -> tier);
        this.lines = spec.messages().isEmpty()
                ? List.of(new Line("user", Template.parse("{{input}}")))
                : spec.messages().stream()
                        .map(it -> new Line(it.role(), Template.parse(it.text().text())))
                        .toList();
        this.fingerprint = CanonicalJson.sha256(describe(place));
    }

    private ObjectNode describe(String place) {
        ObjectNode json = JSON.createObjectNode()
                .put("kind", "route")
                .put("place", place)
                .put("model", spec.model())
                .put("tier", tier.map(ServiceTier::wireName).orElse(""));
        ArrayNode messages = json.putArray("messages");
        lines.forEach(it -> messages.addObject().put("role", it.role).put("text", it.text.toString()));
        json.set("parameters", spec.parameters());
        return json;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Sample answer(Case example, Attempt attempt) throws TargetFailure, InterruptedException {
        ObjectNode body = spec.parameters().deepCopy();
        body.set("messages", messages(example));
        tier.ifPresent(it -> body.put("service_tier", it.wireName()));
        try {
            return sample(model.reply(new ModelCall(spec.model(), body)));
        } catch (ModelFailure failure) {
            throw new TargetFailure(String.valueOf(failure.getMessage()), failure.retryable(), Spend.NONE);
        }
    }

    private ArrayNode messages(Case example) throws TargetFailure {
        Scope scope = Scope.of(example);
        ArrayNode messages = JSON.createArrayNode();
        for (Line line : lines) {
            if (line.isInput() && example.input().isArray()) {
                example.input().forEach(messages::add);
                continue;
            }
            try {
                messages.addObject().put("role", line.role).put("content", line.text.render(scope));
            } catch (MissingValueException missing) {
                throw new TargetFailure(
                        "the prompt of " + spec.name() + " cannot be filled in: " + missing.getMessage(),
                        false,
                        Spend.NONE);
            }
        }
        return messages;
    }

    private static Sample sample(ModelReply reply) {
        ObjectNode inside = JSON.createObjectNode();
        inside.set("message", reply.message());
        JsonNode calls = reply.message().path("tool_calls");
        if (calls.isArray()) {
            inside.set("tool_calls", ToolCalls.plain(calls));
        }
        return new Sample(
                reply.text(),
                List.of(),
                JsonNodeFactory.instance.missingNode(),
                inside,
                reply.spend(),
                reply.timing(),
                Optional.empty());
    }

    @Override
    public void close() {}
}
