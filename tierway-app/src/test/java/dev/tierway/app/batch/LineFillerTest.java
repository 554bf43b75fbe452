package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is filled into lines, and what is left as it stands, byte by byte. */
class LineFillerTest {
    private static final String CHAT = "/v1/chat/completions";

    private static String filled(InputRules rules, String line) {
        return new String(new LineFiller(rules, CHAT).filled(7, bytes(line)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static InputRules rules(Optional<String> model, boolean wrap) {
        return new InputRules(model, Optional.empty(), wrap);
    }

    @Test
    void a_model_is_put_into_bodies_that_name_none() {
        InputRules rules = rules(Optional.of("m\"1"), false);

        assertThat(filled(rules, "{ \"custom_id\":\"é\", \"body\": { \"n\" : 1.00 }, \"x\": [1 ,2]}"))
                .isEqualTo("{ \"custom_id\":\"é\", \"body\": {\"model\":\"m\\\"1\", \"n\" : 1.00 }, \"x\": [1 ,2]}");
        assertThat(filled(rules, "{\"body\":{}}")).isEqualTo("{\"body\":{\"model\":\"m\\\"1\"}}");
        assertThat(filled(rules, "{\"body\":{\"model\":\"other\"}}")).isEqualTo("{\"body\":{\"model\":\"other\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"body\":", "[1]", "{} {}", "{\"body\":[]}", "{\"body\":{\"model\":null}}", "é"})
    void what_has_no_place_for_a_model_is_left_to_those_who_check_it(String line) {
        assertThat(filled(rules(Optional.of("m"), false), line)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"custom_id\":\"a\",\"messages\":[]}|{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"custom_id\":\"a\",\"body\":{\"messages\":[]}}",
                "{\"messages\":[],\"custom_id\":\"a\"}|{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"custom_id\":\"a\",\"body\":{\"messages\":[]}}",
                "{\"custom_id\":\"a\"}|{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"custom_id\":\"a\",\"body\":{}}",
                "{\"messages\":[]}|{\"custom_id\":\"line-7\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"messages\":[]}}",
                "{\"body\":{},\"url\":\"/v1/completions\"}|{\"custom_id\":\"line-7\",\"method\":\"POST\",\"body\":{},\"url\":\"/v1/completions\"}",
            })
    void what_is_missing_around_a_body_is_filled_in(String line, String filled) {
        assertThat(filled(rules(Optional.empty(), true), line)).isEqualTo(filled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"url\":\"/v1/completions\",\"body\":{\"messages\":[]}}|/v1/completions",
                "{\"body\":{\"prompt\":\"x\"}}|/v1/completions",
                "{\"prompt\":\"x\"}|/v1/completions",
                "{\"messages\":[]}|/v1/chat/completions",
                "not json|/v1/chat/completions",
            })
    void the_first_line_says_where_all_go(String line, String endpoint) {
        assertThat(LineFiller.endpoint(rules(Optional.empty(), false), bytes(line)))
                .isEqualTo(endpoint);
        assertThat(LineFiller.endpoint(new InputRules(Optional.empty(), Optional.of("/v1/mine"), false), bytes(line)))
                .isEqualTo("/v1/mine");
    }
}
