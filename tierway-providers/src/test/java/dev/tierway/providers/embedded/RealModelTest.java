package dev.tierway.providers.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.engine.catalogue.CacheFolder;
import dev.tierway.engine.catalogue.HubDownload;
import dev.tierway.engine.catalogue.ModelCatalogue;
import dev.tierway.engine.catalogue.ModelStore;
import dev.tierway.engine.catalogue.TransferListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The provider over SmolLM2-135M-Instruct, fetched through the catalogue into the user's cache. */
@Tag("real-model")
@Timeout(300)
class RealModelTest {
    private static final String QUESTION =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"What is gravity?\"}],\"temperature\":0,";

    private static LlamaHarness harness;

    @BeforeAll
    static void start() {
        ModelStore store = new ModelStore(
                CacheFolder.of(System.getenv()), ModelCatalogue.builtIn(), HubDownload.of(System.getenv()));
        harness = new LlamaHarness(store.locate("smollm2-135m-instruct", TransferListener.SILENT));
    }

    @AfterAll
    static void stop() {
        harness.close();
    }

    @Test
    void it_answers_a_question_and_ends_its_turn() {
        JsonNode reply = harness.whole(QUESTION + "\"max_tokens\":200}");
        assertThat(reply.at("/choices/0/message/content").stringValue()).contains("physics");
        assertThat(reply.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
    }

    @Test
    void it_fills_in_a_schema() {
        JsonNode answer = EmbeddedHarness.JSON.readTree(harness.answer(QUESTION + """
                "response_format":{"type":"json_schema","json_schema":{"name":"city","schema":
                {"type":"object","properties":{"city":{"type":"string","maxLength":30},"population":{"type":"integer"}},
                 "required":["city","population"],"additionalProperties":false}}}}
                """));
        assertThat(answer.get("city").stringValue()).isNotBlank();
        assertThat(answer.get("population").isIntegralNumber()).isTrue();
    }

    @Test
    void its_log_probabilities_are_probabilities() {
        JsonNode tokens = harness.whole(QUESTION + "\"max_tokens\":8,\"logprobs\":true,\"top_logprobs\":5}")
                .at("/choices/0/logprobs/content");
        assertThat(tokens.size()).isEqualTo(8);
        assertThat(tokens.values()).allSatisfy(token -> {
            double sum = token.get("top_logprobs").values().stream()
                    .mapToDouble(top -> Math.exp(top.get("logprob").doubleValue()))
                    .sum();
            assertThat(sum).isBetween(0.0, 1.0001);
            assertThat(token.get("logprob")).isEqualTo(token.at("/top_logprobs/0/logprob"));
        });
    }
}
