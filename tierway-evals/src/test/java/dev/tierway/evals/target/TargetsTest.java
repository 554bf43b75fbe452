package dev.tierway.evals.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.DatasetException;
import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.model.ModelFailure;
import dev.tierway.evals.model.ScriptedModel;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.template.PlanText;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TargetsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Target.Attempt FIRST = new Target.Attempt(1, 7);

    @TempDir
    Path folder;

    private static Case example(String id, String row) {
        ObjectNode item = (ObjectNode) JSON.readTree(row);
        return new Case(id, id, item.path("input"), item.path("expected"), item, OptionalInt.empty(), Optional.empty());
    }

    private static Target make(TargetSpec spec, ChatModel model) throws IOException {
        return new Targets(
                        model,
                        "http://gateway",
                        Optional.of(ServiceTier.FLEX),
                        (_, _) -> failing("network"),
                        _ -> failing("nearest"))
                .make(spec, Optional.empty());
    }

    private static Target failing(String what) {
        throw new IllegalStateException(what);
    }

    private static TargetSpec.Route route(TargetSpec.Message... messages) {
        return new TargetSpec.Route(
                "main",
                Optional.empty(),
                "big-1",
                List.of(messages),
                JSON.createObjectNode().put("temperature", 0));
    }

    @Test
    void a_route_is_asked_with_its_prompt_filled_in() throws Exception {
        ScriptedModel model = new ScriptedModel(call -> call.model() + " " + call.body());
        Target target = make(
                route(
                        new TargetSpec.Message("system", PlanText.inline("Sort mail for {{item.shop}}.")),
                        new TargetSpec.Message("user", PlanText.inline("{{input}}"))),
                model);

        Sample sample = target.answer(example("1", "{\"input\": \"my card\", \"shop\": \"Acme\"}"), FIRST);

        assertThat(sample.text())
                .isEqualTo("big-1 {\"temperature\":0,\"messages\":["
                        + "{\"role\":\"system\",\"content\":\"Sort mail for Acme.\"},{\"role\":\"user\",\"content\":\"my card\"}],"
                        + "\"service_tier\":\"flex\"}");
        assertThat(sample.spend().costNanos()).isEqualTo(ScriptedModel.COST_NANOS);
    }

    @Test
    void messages_of_a_case_take_the_place_of_the_input() throws Exception {
        ScriptedModel model =
                new ScriptedModel(call -> call.body().path("messages").toString());
        Target target = make(route(), model);

        assertThat(target.answer(example("1", "{\"input\": [{\"role\": \"user\", \"content\": \"hi\"}]}"), FIRST)
                        .text())
                .isEqualTo("[{\"role\":\"user\",\"content\":\"hi\"}]");
    }

    @Test
    void a_prompt_that_cannot_be_filled_in_and_a_model_that_fails_give_no_sample() throws Exception {
        Target target = make(route(new TargetSpec.Message("user", PlanText.inline("{{item.text}}"))), _ -> {
            throw new ModelFailure("too many requests", true);
        });

        assertThat(catchThrowableOfType(TargetFailure.class, () -> target.answer(example("1", "{\"a\": 1}"), FIRST)))
                .hasMessageContaining("item.text")
                .satisfies(it -> assertThat(it.retryable()).isFalse());
        assertThat(catchThrowableOfType(
                        TargetFailure.class, () -> target.answer(example("1", "{\"text\": \"x\"}"), FIRST)))
                .hasMessage("too many requests")
                .satisfies(it -> assertThat(it.retryable()).isTrue());
    }

    @Test
    void whatever_can_change_an_answer_changes_the_fingerprint() throws Exception {
        ScriptedModel model = ScriptedModel.answering(_ -> "");
        TargetSpec.Route plain = route(new TargetSpec.Message("user", PlanText.inline("{{input}}")));
        List<TargetSpec.Route> others = List.of(
                route(new TargetSpec.Message("user", PlanText.inline("{{input}}!"))),
                new TargetSpec.Route("main", Optional.empty(), "big-2", plain.messages(), plain.parameters()),
                new TargetSpec.Route(
                        "main", Optional.of(ServiceTier.STANDARD), "big-1", plain.messages(), plain.parameters()),
                new TargetSpec.Route("main", Optional.empty(), "big-1", plain.messages(), JSON.createObjectNode()));
        for (TargetSpec.Route other : others) {
            assertThat(make(other, model).fingerprint())
                    .isNotEqualTo(make(plain, model).fingerprint());
        }
        TargetSpec.Route renamed =
                new TargetSpec.Route("other", Optional.empty(), "big-1", plain.messages(), plain.parameters());
        assertThat(make(renamed, model).fingerprint())
                .isEqualTo(make(plain, model).fingerprint());
    }

    @Test
    void an_application_gets_its_json_filled_in_and_its_answer_is_found() throws Exception {
        JsonNode body = JSON.readTree("{\"question\": \"{{input}}\", \"top\": \"{{item.k}}\"}");
        try (FakeUpstream app = FakeUpstream.start(it -> it.bodyText().contains("boom")
                        ? Script.json(500, "{}")
                        : Script.json(200, "{\"result\": {\"text\": \"Berlin\"}}"));
                Target target = make(app("result", app.uri(), body, "$.result.text"), _ -> null);
                Target wrong = make(app("wrong", app.uri(), body, "$.answer"), _ -> null)) {
            Sample sample = target.answer(example("1", "{\"input\": \"capital?\", \"k\": 5}"), FIRST);

            assertThat(sample.text()).isEqualTo("Berlin");
            assertThat(sample.timing().total().orElseThrow()).isPositive();
            assertThat(app.lastRequest().bodyText()).isEqualTo("{\"question\":\"capital?\",\"top\":5}");
            assertThat(app.lastRequest().header("x-team")).contains("evals");
            assertThat(catchThrowableOfType(
                            TargetFailure.class,
                            () -> target.answer(example("1", "{\"input\": \"boom\", \"k\": 5}"), FIRST)))
                    .satisfies(it -> assertThat(it.retryable()).isTrue());
            assertThatThrownBy(() -> wrong.answer(example("1", "{\"input\": \"x\", \"k\": 5}"), FIRST))
                    .hasMessageContaining("has no $.answer");
        }
    }

    private static TargetSpec.HttpApp app(String name, URI url, JsonNode body, String answer) {
        return new TargetSpec.HttpApp(name, url, Map.of("x-team", "evals"), body, answer, Duration.ofSeconds(20));
    }

    private TargetSpec.Recorded recorded(String rows, Optional<String> trial) throws IOException {
        Path file = Files.writeString(folder.resolve("answers.jsonl"), rows);
        return new TargetSpec.Recorded(
                "old",
                file,
                "case",
                "$.out.text",
                trial,
                Optional.of("calls"),
                Optional.of("state"),
                Optional.of("$.out.intent"));
    }

    @Test
    void recorded_answers_are_found_by_case_and_trial_in_any_order() throws Exception {
        String rows = """
                {"case": "b", "try": 2, "out": {"text": "second"}}
                {"case": "a", "try": 1, "out": {"text": "only", "intent": "refund"}, "state": {"n": 1}, "calls": \
                [{"function": {"name": "pay", "arguments": "{\\"amount\\": 23}"}}]}
                {"case": "b", "try": 1, "out": {"text": "first"}}
                """;
        try (Target target = make(recorded(rows, Optional.of("try")), _ -> null)) {
            Sample a = target.answer(example("a", "{}"), FIRST);
            assertThat(a.text()).isEqualTo("only");
            assertThat(a.state().path("n").asInt()).isOne();
            assertThat(a.inside()).isEqualTo(JSON.readTree("""
                    {"tool_calls": [{"name": "pay", "arguments": {"amount": 23}}], "route": {"intent": "refund"}}"""));
            assertThat(target.answer(example("b", "{}"), new Target.Attempt(2, 0))
                            .text())
                    .isEqualTo("second");
            assertThat(target.answer(example("b", "{}"), FIRST).text()).isEqualTo("first");
            assertThatThrownBy(() -> target.answer(example("c", "{}"), FIRST))
                    .isInstanceOf(TargetFailure.class)
                    .hasMessageContaining("answers.jsonl holds no answer to trial 1");
        }
    }

    @Test
    void recordings_with_two_answers_to_one_trial_or_without_one_are_refused_with_their_line() {
        assertThatThrownBy(() -> make(recorded("""
                                {"case": 1, "out": {"text": "x"}}
                                {"case": 1, "out": {"text": "y"}}
                                """, Optional.empty()), _ -> null))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("answers.jsonl:2");
        assertThatThrownBy(() -> make(recorded("{\"case\": 1, \"out\": {}}\n", Optional.empty()), _ -> null))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("answers.jsonl:1")
                .hasMessageContaining("$.out.text");
    }
}
