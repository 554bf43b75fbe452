package dev.tierway.gateway.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentFeedbackTest {
    private static SentFeedback read(String body) {
        return SentFeedback.read(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true | BOOLEAN
            0.75 | NUMBER
            "too long" | COMMENT
            {"role":"assistant","content":"Your $23 are on their way."} | DEMONSTRATION
            {"role":"assistant","content":null,"tool_calls":[]} | DEMONSTRATION
            """)
    void a_value_says_its_kind(String value, String kind) {
        SentFeedback sent = read("{\"target\":{\"request_id\":\"r1\"},\"name\":\"solved\",\"value\":" + value + "}");

        assertThat(sent.kind()).hasToString(kind);
        assertThat(sent.target().id()).isEqualTo("r1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [] | not one valid JSON object
            {"name":"a","value":true} | target must be
            {"target":{"request_id":"r","episode":"e"},"name":"a","value":true} | target must be
            {"target":{"request_id":""},"name":"a","value":true} | target must be
            {"target":{"episode":"e"},"name":"so good","value":true} | name says what is judged
            {"target":{"episode":"e"},"name":"a"} | value must be
            {"target":{"episode":"e"},"name":"a","value":null} | value must be
            {"target":{"episode":"e"},"name":"a","value":" "} | value must be
            {"target":{"episode":"e"},"name":"a","value":1e999} | value must be
            {"target":{"episode":"e"},"name":"a","value":{"role":"user","content":"x"}} | value must be
            {"target":{"episode":"e"},"name":"a","value":true,"score":1} | Unknown parameter: 'score'
            {"target":{"episode":"e"},"name":"a","value":true,"metadata":{"n":1}} | metadata must be an object of strings
            {"target":{"episode":"e"},"name":"a","value":true,"value":false} | not one valid JSON object
            """)
    void what_cannot_be_kept_is_refused(String body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(message);
    }

    @Test
    void metadata_beyond_the_limits_is_refused() {
        assertThatThrownBy(() ->
                        read("{\"target\":{\"episode\":\"e\"},\"name\":\"a\",\"value\":true,\"metadata\":{\"k\":\""
                                + "v".repeat(513) + "\"}}"))
                .hasMessageContaining("at most 16 pairs");
    }
}
