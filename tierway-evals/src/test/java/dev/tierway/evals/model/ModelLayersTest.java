package dev.tierway.evals.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ModelLayersTest {
    @TempDir
    Path folder;

    private final List<Duration> pauses = new ArrayList<>();

    private static ModelCall call(String format) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.putArray("messages").addObject().put("role", "user").put("content", "?");
        body.putObject("response_format").put("type", format);
        return new ModelCall("judge", body);
    }

    @Test
    void a_question_is_paid_once_and_then_remembered() throws Exception {
        ScriptedModel model = ScriptedModel.answering(_ -> "{\"pass\": true}");
        for (int i = 0; i < 3; i++) {
            try (EvalCache cache = EvalCache.open(folder.resolve("cache.db"), true, true)) {
                ModelReply reply = new CachedModel(model, cache).reply(call("json_schema"));
                assertThat(reply.text()).isEqualTo("{\"pass\": true}");
                assertThat(reply.spend().costNanos()).isEqualTo(ScriptedModel.COST_NANOS);
            }
        }
        assertThat(model.calls()).isOne();
    }

    @Test
    void an_answer_that_is_not_the_json_that_was_asked_for_is_not_remembered() throws Exception {
        ScriptedModel model = ScriptedModel.answering(_ -> "I think it is fine.");
        try (EvalCache cache = EvalCache.open(folder.resolve("cache.db"), true, true)) {
            new CachedModel(model, cache).reply(call("json_schema"));
            new CachedModel(model, cache).reply(call("json_schema"));
        }
        assertThat(model.calls()).isEqualTo(2);
    }

    @Test
    void a_cache_that_is_only_read_keeps_nothing_and_one_that_is_only_written_is_not_asked() throws Exception {
        ScriptedModel model = ScriptedModel.answering(_ -> "{}");
        for (boolean reads : new boolean[] {true, false, true}) {
            try (EvalCache cache = EvalCache.open(folder.resolve("cache.db"), reads, !reads)) {
                new CachedModel(model, cache).reply(call("json_object"));
            }
        }
        assertThat(model.calls()).isEqualTo(2);
    }

    @Test
    void a_file_that_is_no_cache_is_told() throws IOException {
        Path file = folder.resolve("cache.db");
        Files.writeString(
                file, "this is a text, and a long one at that, so that it has the size of a header".repeat(99));
        assertThatThrownBy(() -> EvalCache.open(file, true, true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("remove it to begin anew");
    }

    @Test
    void a_busy_model_is_asked_again_after_the_pause_it_names() throws Exception {
        ScriptedModel model = new ScriptedModel(_ -> {
            if (pauses.size() < 2) {
                throw new ModelFailure("busy", true, pauses.isEmpty() ? Duration.ofSeconds(7) : null);
            }
            return "yes";
        });
        ChatModel patient = new RetryingModel(model, new Backoff(2, pauses::add, 1));

        assertThat(patient.reply(call("text")).text()).isEqualTo("yes");
        assertThat(pauses).hasSize(2).first().isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses.getLast()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void patience_ends_and_what_cannot_pass_is_not_repeated() {
        ScriptedModel busy = new ScriptedModel(_ -> {
            throw new ModelFailure("busy", true);
        });
        assertThatThrownBy(() -> new RetryingModel(busy, new Backoff(2, pauses::add, 1)).reply(call("text")))
                .hasMessage("busy (after 3 attempts)");
        ScriptedModel wrong = new ScriptedModel(_ -> {
            throw new ModelFailure("no such model", false);
        });
        assertThatThrownBy(() -> new RetryingModel(wrong, new Backoff(2, pauses::add, 1)).reply(call("text")))
                .hasMessage("no such model");
        assertThat(busy.calls()).isEqualTo(3);
        assertThat(wrong.calls()).isOne();
    }
}
