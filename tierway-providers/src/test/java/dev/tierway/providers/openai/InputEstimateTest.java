package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Operation;
import org.junit.jupiter.api.Test;

class InputEstimateTest {
    private static int tokens(String content, String settings) {
        return InputEstimate.tokens(Requests.read(
                Operation.CHAT_COMPLETION,
                "{\"model\":\"m\"" + settings + ",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}"));
    }

    @Test
    void four_bytes_of_prompt_are_a_token_and_settings_are_none() {
        int few = tokens("\"" + "word ".repeat(100) + "\"", "");
        assertThat(few).isBetween(125, 140);
        assertThat(tokens("\"" + "word ".repeat(100) + "\"", ",\"metadata\":\"" + "x".repeat(900) + "\""))
                .isEqualTo(few);
    }

    @Test
    void an_image_counts_by_itself_and_not_by_its_bytes() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + "iVBOR".repeat(50_000) + "\"}}";
        assertThat(tokens("[" + image + "," + image + "]", "")).isBetween(2_000, 2_100);
    }
}
