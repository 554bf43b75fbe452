package dev.tierway.gateway.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.usage.Usage;
import dev.tierway.evals.redact.RedactionRules;
import dev.tierway.evals.redact.Redactor;
import dev.tierway.gateway.completion.CompletionSelection.UnreadableAnswer;
import dev.tierway.storage.completion.StoredCompletion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompletionSelectionTest {
    private static final Redactor REDACTOR = new Redactor(RedactionRules.standard());
    private static final String REPLY = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1795341600,"
            + "\"model\":\"llama\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"I wrote to"
            + " ann@x.org\"},\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[]}}],\"usage\":{\"prompt_tokens\":5,"
            + "\"completion_tokens\":1,\"total_tokens\":6}}";

    private static FinishedRequest request(String id, String body, boolean streamed, String reply) {
        return new FinishedRequest(
                id,
                "shop",
                "checkout",
                "assistant",
                "visit-1",
                Instant.parse("2026-11-22T10:00:00Z"),
                Usage.of(5, 2, 3),
                streamed,
                body.getBytes(StandardCharsets.UTF_8),
                reply.getBytes(StandardCharsets.UTF_8));
    }

    private static FinishedRequest asking(String members) {
        return request(
                "req1",
                "{\"model\":\"assistant\",\"messages\":[{\"role\":\"user\",\"content\":\"mail ann@x.org\"}]" + members
                        + "}",
                false,
                REPLY);
    }

    private static CompletionSelection selection(Optional<Redactor> redactor, SamplingRule... rules) {
        return new CompletionSelection(new CompletionSettings(Duration.ofDays(30), 1 << 20, redactor, List.of(rules)));
    }

    private static SamplingRule rule(String name, String project, double rate) {
        return new SamplingRule(name, Optional.of(project), Optional.empty(), Optional.empty(), rate, Optional.empty());
    }

    @Test
    void what_asks_to_be_stored_is_stored_as_it_was() throws UnreadableAnswer {
        StoredCompletion stored = selection(Optional.empty())
                .of(asking(",\"store\":true,\"temperature\":0.5,\"metadata\":{\"run\":\"7\"}"))
                .orElseThrow();

        assertThat(stored.id()).isEqualTo("chatcmpl-1");
        assertThat(stored.source())
                .isEqualTo(new StoredCompletion.Source("shop", "req1", "checkout", "assistant", "visit-1", "asked"));
        assertThat(stored.metadata()).isEqualTo("{\"run\":\"7\"}");
        assertThat(stored.request())
                .isEqualTo("{\"model\":\"assistant\",\"messages\":[{\"role\":\"user\",\"content\":\"mail ann@x.org\"}],"
                        + "\"temperature\":0.5}");
        assertThat(stored.reply()).isEqualTo(REPLY);
    }

    @Test
    void what_does_not_ask_is_stored_only_when_a_rule_takes_it() throws UnreadableAnswer {
        assertThat(selection(Optional.empty()).of(asking(""))).isEmpty();
        assertThat(selection(Optional.empty(), rule("all", "shop", 1)).of(asking("")))
                .map(it -> it.source().reason())
                .contains("sampled by all");
        assertThat(selection(Optional.empty(), rule("others", "lab", 1)).of(asking("")))
                .isEmpty();
        assertThat(selection(Optional.empty(), rule("none", "shop", 0), rule("all", "shop", 1))
                        .of(asking("")))
                .as("the first rule about a request decides")
                .isEmpty();
    }

    @Test
    void what_says_not_to_store_it_is_never_stored() throws UnreadableAnswer {
        assertThat(selection(Optional.empty(), rule("all", "shop", 1)).of(asking(",\"store\":false")))
                .isEmpty();
    }

    @Test
    void stored_texts_are_cleaned_as_one_document() throws UnreadableAnswer {
        StoredCompletion stored = selection(Optional.of(REDACTOR))
                .of(asking(",\"store\":true,\"metadata\":{\"type\":\"of bob@x.org\",\"id\":\"7\"}"))
                .orElseThrow();

        assertThat(stored.request()).contains("mail <EMAIL_1>");
        assertThat(stored.reply())
                .contains("I wrote to <EMAIL_1>", "\"logprobs\":null", "\"created\":1795341600", "\"chatcmpl-1\"");
        assertThat(stored.metadata()).isEqualTo("{\"type\":\"of <EMAIL_2>\",\"id\":\"7\"}");
    }

    @Test
    void images_are_withheld_where_texts_are_cleaned() throws UnreadableAnswer {
        String body =
                "{\"store\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}]}";

        assertThat(selection(Optional.of(REDACTOR))
                        .of(request("req1", body, false, REPLY))
                        .orElseThrow()
                        .request())
                .contains("{\"url\":\"<WITHHELD>\"}");
    }

    @Test
    void a_stream_is_put_together() throws UnreadableAnswer {
        String events = String.join(
                "\n\n",
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"llama\",\"choices\":"
                        + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}",
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Let me \"}}]}",
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"see.\"}}]}",
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"refund\",\"arguments\":\"{\\\"am\"}}]}}]}",
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                        + "{\"arguments\":\"ount\\\":23}\"}}]}}]}",
                "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}],"
                        + "\"service_tier\":\"default\",\"tierway\":{\"cost_usd\":0.1}}",
                "data: [DONE]",
                "");

        StoredCompletion stored = selection(Optional.empty())
                .of(request("req1", "{\"messages\":[],\"store\":true,\"stream\":true}", true, events))
                .orElseThrow();

        assertThat(stored.reply())
                .isEqualTo("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":7,\"model\":\"llama\","
                        + "\"service_tier\":\"default\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"Let me see.\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"refund\",\"arguments\":\"{\\\"amount\\\":23}\"}}]},\"logprobs\":null,"
                        + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,"
                        + "\"total_tokens\":10}}");
        assertThat(stored.request()).isEqualTo("{\"messages\":[]}");
    }

    @Test
    void what_is_no_completion_is_told_apart() {
        assertThatThrownBy(() -> selection(Optional.empty())
                        .of(request("req1", "{\"store\":true,\"messages\":[]}", false, "<html>")))
                .isInstanceOf(UnreadableAnswer.class);
    }

    @Test
    void metadata_beyond_the_limits_is_left_out() throws UnreadableAnswer {
        StoredCompletion stored = selection(Optional.empty())
                .of(asking(",\"store\":true,\"metadata\":{\"" + "k".repeat(65) + "\":\"v\",\"n\":1,\"ok\":\"v\"}"))
                .orElseThrow();

        assertThat(stored.metadata()).isEqualTo("{\"ok\":\"v\"}");
    }
}
