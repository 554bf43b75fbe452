package dev.tierway.providers.embedded;

import static dev.tierway.providers.spi.Operation.CHAT_COMPLETION;
import static dev.tierway.providers.spi.Operation.COMPLETION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.engine.text.SamplingParameters;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    private static final ScriptedModel SCRIPTED = new ScriptedModel("", "", new Semaphore(0));
    private static final RequestReader READER = reader(Optional.of(ChatTemplate.named("chatml")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "messages":[]                                                      | messages                    | invalid_value
            "messages":{}                                                      | messages                    | invalid_type
            "messages":["hi"]                                                  | messages[0]                 | invalid_type
            "messages":[{"role":"user"}]                                       | messages[0].content         | missing_field
            "messages":[{"content":"hi"}]                                      | messages[0].role            | missing_field
            "messages":[{"role":"robot","content":"hi"}]                       | messages[0].role            | invalid_value
            "messages":[{"role":"tool","content":"hi"}]                        | messages[0].role            | unsupported_value
            "messages":[{"role":"user","content":[{"type":"image_url"}]}]      | messages[0].content[0].type | unsupported_value
            "messages":[{"role":"user","content":[{"type":"text"}]}]           | messages[0].content[0].text | missing_field
            "messages":[{"role":"assistant","content":"","tool_calls":[{}]}]   | messages[0].tool_calls      | unsupported_value
            """)
    void messages_are_refused_by_the_place_of_the_fault(String member, String param, String code) {
        Failure failure = refusal(CHAT_COMPLETION, "{" + member + "}");
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).startsWith(param + " ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "temperature":2.1                         | temperature                        | invalid_value
            "temperature":"hot"                       | temperature                        | invalid_type
            "top_p":-0.1                              | top_p                              | invalid_value
            "min_p":1.5                               | min_p                              | invalid_value
            "top_k":1.5                               | top_k                              | invalid_type
            "frequency_penalty":3                     | frequency_penalty                  | invalid_value
            "presence_penalty":-3                     | presence_penalty                   | invalid_value
            "repetition_penalty":0                    | repetition_penalty                 | invalid_value
            "seed":1.5                                | seed                               | invalid_type
            "logit_bias":[]                           | logit_bias                         | invalid_type
            "logit_bias":{"90000":1}                  | logit_bias                         | invalid_value
            "logit_bias":{"x":1}                      | logit_bias                         | invalid_value
            "logit_bias":{"9":101}                    | logit_bias.9                       | invalid_value
            "logprobs":1                              | logprobs                           | invalid_type
            "logprobs":true,"top_logprobs":21         | top_logprobs                       | invalid_value
            "top_logprobs":2                          | top_logprobs                       | invalid_value
            "stop":["a","b","c","d","e"]              | stop                               | invalid_value
            "stop":["a",""]                           | stop[1]                            | invalid_value
            "stop":7                                  | stop                               | invalid_type
            "max_tokens":0                            | max_tokens                         | invalid_value
            "max_tokens":513                          | max_tokens                         | invalid_value
            "n":17                                    | n                                  | invalid_value
            "tools":[{"type":"function"}]             | tools                              | unsupported_value
            "functions":[{"name":"f"}]                | functions                          | unsupported_value
            "audio":{}                                | audio                              | unsupported_value
            "modalities":["text","audio"]             | modalities                         | unsupported_value
            "response_format":"json"                  | response_format                    | invalid_type
            "response_format":{"type":"xml"}          | response_format.type               | invalid_value
            "response_format":{"type":"json_schema"}  | response_format.json_schema        | missing_field
            "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object","properties":{"x":{"type":"string","pattern":"a"}}}}} | response_format.json_schema.schema.properties.x.pattern | unsupported_schema
            """)
    void chat_fields_are_refused_by_name(String member, String param, String code) {
        Failure failure =
                refusal(CHAT_COMPLETION, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + member + "}");
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "prompt":""                    | prompt       | invalid_value
            "prompt":[]                    | prompt       | invalid_value
            "prompt":{}                    | prompt       | invalid_type
            "prompt":[1,90000]             | prompt[1]    | invalid_value
            "prompt":["a",[-1]]            | prompt[1][0] | invalid_value
            "prompt":["a",true]            | prompt[1]    | invalid_type
            "prompt":"a","echo":true       | echo         | unsupported_value
            "prompt":"a","suffix":"b"      | suffix       | unsupported_value
            "prompt":"a","best_of":2       | best_of      | unsupported_value
            "prompt":"a","logprobs":6      | logprobs     | invalid_value
            """)
    void completion_fields_are_refused_by_name(String members, String param, String code) {
        Failure failure = refusal(COMPLETION, "{" + members + "}");
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void an_overlong_prompt_is_refused_with_both_numbers() {
        Failure failure = refusal(COMPLETION, "{\"prompt\":\"" + "a".repeat(600) + "\"}");
        assertThat(failure.code()).isEqualTo("context_length_exceeded");
        assertThat(failure.message()).contains("512").contains("600");
    }

    @Test
    void a_body_that_is_not_json_is_refused() {
        assertThat(catchThrowableOfType(
                                FailureException.class,
                                () -> READER.read(new InferenceRequest(
                                        COMPLETION,
                                        new byte[] {'{'},
                                        List.of(),
                                        "m",
                                        Optional.empty(),
                                        false,
                                        false,
                                        OptionalInt.empty(),
                                        1)))
                        .failure()
                        .code())
                .isEqualTo("malformed_json");
    }

    @Test
    void a_model_without_a_chat_template_takes_completions_only() {
        RequestReader plain = reader(Optional.empty());
        FailureException refused = catchThrowableOfType(
                FailureException.class,
                () -> plain.read(EmbeddedHarness.request(
                        CHAT_COMPLETION, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));
        assertThat(refused.failure().message()).contains("/v1/completions");
        assertThat(plain.read(EmbeddedHarness.request(COMPLETION, "{\"prompt\":\"hi\"}"))
                        .promptTokens())
                .isEqualTo(2);
    }

    @Test
    void everything_that_is_supported_is_read() {
        PreparedRequest read = READER.read(EmbeddedHarness.request(CHAT_COMPLETION, """
                {"messages":[{"role":"developer","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}],
                 "temperature":0.5,"top_p":0.9,"top_k":-1,"min_p":0.05,"frequency_penalty":1,"presence_penalty":null,
                 "repetition_penalty":1.1,"seed":-5,"logit_bias":{"65":-100},"logprobs":true,"top_logprobs":20,
                 "stop":"END","max_tokens":7,"n":2,"tools":[{}],"tool_choice":"none","user":"u","metadata":{"a":"b"},
                 "modalities":["text"],"response_format":{"type":"json_object"}}
                """));
        SamplingParameters sampling = read.sampling();
        assertThat(sampling.temperature()).isEqualTo(0.5);
        assertThat(sampling.topK()).isZero();
        assertThat(sampling.minP()).isEqualTo(0.05);
        assertThat(sampling.penalties()).isEqualTo(new SamplingParameters.Penalties(1, 0, 1.1f));
        assertThat(sampling.logitBias()).containsEntry(65, -100f);
        assertThat(sampling.alternatives()).isEqualTo(20);
        assertThat(read.seed()).hasValue(-5);
        assertThat(read.stops()).containsExactly("END");
        assertThat(read.maxTokens()).isEqualTo(7);
        assertThat(read.answers()).isEqualTo(2);
        assertThat(read.grammar())
                .hasValueSatisfying(grammar -> assertThat(grammar).startsWith("root ::="));
    }

    @Test
    void the_defaults_are_openais() {
        PreparedRequest chat = READER.read(
                EmbeddedHarness.request(CHAT_COMPLETION, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        assertThat(chat.sampling().temperature()).isEqualTo(1);
        assertThat(chat.sampling().topP()).isEqualTo(1);
        assertThat(chat.sampling().alternatives()).isEqualTo(-1);
        assertThat(chat.maxTokens()).isEqualTo(EmbeddedHarness.CONTEXT);
        assertThat(READER.read(EmbeddedHarness.request(COMPLETION, "{\"prompt\":\"hi\"}"))
                        .maxTokens())
                .isEqualTo(16);
    }

    private static RequestReader reader(Optional<ChatTemplate> template) {
        return new RequestReader(new EmbeddedModel(
                SCRIPTED,
                template,
                gbnf -> {
                    throw new UnsupportedOperationException(gbnf);
                },
                EmbeddedHarness.CONTEXT,
                "fp",
                () -> {}));
    }

    private static Failure refusal(Operation operation, String body) {
        FailureException refused = catchThrowableOfType(
                FailureException.class, () -> READER.read(EmbeddedHarness.request(operation, body)));
        return refused.failure();
    }
}
