package dev.tierway.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceRequestReaderTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final InferenceRequestReader reader = new InferenceRequestReader();

    @Test
    void takes_what_the_core_needs() {
        InferenceRequest request = read("{\"model\":\"m\"," + MESSAGES
                + ",\"service_tier\":\"flex\",\"stream\":true,\"stream_options\":{\"x\":[1],\"include_usage\":true},"
                + "\"max_tokens\":5,\"max_completion_tokens\":7,\"n\":2}");

        assertThat(request.model()).isEqualTo("m");
        assertThat(request.serviceTier()).contains("flex");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.maxOutputTokens()).hasValue(7);
        assertThat(request.choices()).isEqualTo(2);
    }

    @Test
    void null_means_absent() {
        InferenceRequest request = read("{\"model\":\"m\"," + MESSAGES
                + ",\"service_tier\":null,\"stream\":null,\"stream_options\":null,\"max_tokens\":null,\"n\":null}");

        assertThat(request.serviceTier()).isEmpty();
        assertThat(request.stream()).isFalse();
        assertThat(request.maxOutputTokens()).isEmpty();
        assertThat(request.choices()).isEqualTo(1);
    }

    @Property
    void every_member_is_found_where_it_stands(@ForAll("values") List<String> values, @ForAll("blanks") String blank) {
        StringBuilder json =
                new StringBuilder("{").append(blank).append("\"model\":\"m\",").append(MESSAGES);
        for (int i = 0; i < values.size(); i++) {
            json.append(blank)
                    .append(",")
                    .append(blank)
                    .append("\"f\\u00e9")
                    .append(i)
                    .append("\"")
                    .append(blank)
                    .append(":")
                    .append(blank)
                    .append(values.get(i));
        }
        json.append(blank).append("}");

        InferenceRequest request = read(json.toString());

        for (int i = 0; i < values.size(); i++) {
            JsonField field = request.field("fé" + i).orElseThrow();
            assertThat(text(request, field.valueStart(), field.valueEnd())).isEqualTo(values.get(i));
            assertThat(text(request, field.start(), field.start() + 3)).isEqualTo("\"f\\");
        }
    }

    @Provide
    Arbitrary<List<String>> values() {
        return Arbitraries.of(
                        "1",
                        "-2.5e3",
                        "0",
                        "true",
                        "null",
                        "\"\"",
                        "\"a\\\"b ü 😀\"",
                        "[]",
                        "[1,{\"a\":2}]",
                        "{}",
                        "{\"stream\":1}")
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.of("", " ", "\n\t ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":1}|model",
                "{\"messages\":[]}|model",
                "{\"model\":\"m\"}|messages",
                "{\"model\":\"m\",\"messages\":\"hi\"}|messages",
                "{\"model\":\"m\",\"model\":\"n\",\"messages\":[]}|model",
                "{\"model\":\"m\",\"messages\":[],\"stream\":\"yes\"}|stream",
                "{\"model\":\"m\",\"messages\":[],\"stream_options\":{\"include_usage\":3}}|stream_options.include_usage",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":0}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":-1}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":1.5}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_completion_tokens\":\"9\"}|max_completion_tokens",
                "{\"model\":\"m\",\"messages\":[],\"service_tier\":7}|service_tier",
                "{\"model\":\"m\",\"messages\":[],\"n\":0}|n",
            })
    void a_wrong_field_is_named(String json, String param) {
        assertThatThrownBy(() -> read(json))
                .asInstanceOf(type(FailureException.class))
                .satisfies(thrown -> assertThat(thrown.failure().param()).isEqualTo(param))
                .satisfies(thrown -> assertThat(thrown.failure().kind()).isEqualTo(FailureKind.INVALID_REQUEST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{|1", "''|", "[]|", "nonsense|1", "{\"model\":\"m\",}|1", "{\"a\":1} {}|", "{\"a\":\u0001}|1"})
    void malformed_json_is_refused_with_its_place(String json, String line) {
        assertThatThrownBy(() -> read(json))
                .asInstanceOf(type(FailureException.class))
                .satisfies(thrown -> assertThat(thrown.failure().code()).isEqualTo("malformed_json"))
                .satisfies(thrown ->
                        assertThat(thrown.failure().message()).contains(line == null ? "object" : "line " + line));
    }

    @Test
    void absurd_nesting_is_refused() {
        assertThatThrownBy(() -> read("{\"model\":\"m\",\"messages\":" + "[".repeat(5000)))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void huge_max_tokens_is_clamped_to_what_a_number_of_tokens_can_be() {
        assertThat(read("{\"model\":\"m\",\"max_tokens\":99999999999999999999," + MESSAGES + "}")
                        .maxOutputTokens())
                .hasValue(Integer.MAX_VALUE);
    }

    private InferenceRequest read(String json) {
        return reader.read(Operation.CHAT_COMPLETION, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(InferenceRequest request, int from, int to) {
        return new String(request.body(), from, to - from, StandardCharsets.UTF_8);
    }
}
