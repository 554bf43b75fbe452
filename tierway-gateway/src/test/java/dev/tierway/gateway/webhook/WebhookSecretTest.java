package dev.tierway.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
    private static final WebhookSecret SECRET = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    /** The example of the Standard Webhooks reference libraries. */
    @Test
    void signatures_are_those_of_standard_webhooks() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(SECRET.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_secret_that_is_none_is_refused_without_being_told() {
        for (String text : List.of("hunter2", "whsec_short", "whsec_%%%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) {
            assertThatThrownBy(() -> WebhookSecret.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("24 to 64 bytes")
                    .hasMessageNotContaining(text);
        }
        assertThat(SECRET).hasToString("***");
    }
}
