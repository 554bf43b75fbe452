package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.gateway.webhook.EventPattern;
import dev.tierway.gateway.webhook.WebhookSubscription;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookConfigTest {
    private static final String COMPLETE = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a]}
            projects:
              shop: {keys: [tw-0123456789abcdefgh]}
            webhooks:
              ops: {url: "https://hooks.example.com/private", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}
              jobs: {url: "http://jobs", secret: "env:JOBS", events: [batch.completed, batch.failed], projects: [shop]}
            """;

    @Test
    void webhooks_are_told_of_everything_unless_they_say_what() {
        Map<String, WebhookSubscription> webhooks = load(COMPLETE).webhooks();

        assertThat(webhooks.keySet()).containsExactly("ops", "jobs");
        assertThat(webhooks).hasEntrySatisfying("ops", ops -> {
            assertThat(ops.events()).containsExactly(EventPattern.ALL);
            assertThat(ops.projects()).isEmpty();
        });
        assertThat(ConfigExplanation.of(load(COMPLETE))).contains("""

                        events * of every project go to webhook ops at hooks.example.com
                        events batch.completed, batch.failed of shop go to webhook jobs at jobs
                        """).doesNotContain("private", "whsec_");
        assertThat(load(COMPLETE).toString()).doesNotContain("private", "whsec_", "MfKQ9");
    }

    @Test
    void an_event_or_a_project_that_is_none_is_refused_with_its_place() {
        assertRefused(
                COMPLETE.replace("batch.failed", "batch.done"),
                "must be an event type (batch.completed, batch.failed, batch.expired,"
                        + " batch.cancelled) or several, like batch.*, not the value 'batch.done'");
        assertRefused(
                COMPLETE.replace("projects: [shop]", "projects: [shpo]"),
                "unknown project 'shpo'; did you mean 'shop'?");
        assertRefused(COMPLETE.replace("url: \"http://jobs\", ", ""), "'url' is missing");
        assertRefused(COMPLETE.replace("events:", "event:"), "did you mean 'events'?");
    }

    private static TierwayConfig load(String text) {
        return new ConfigSource("t.yaml", text)
                .load(Map.of("JOBS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")::get)
                .config();
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> load(text)).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }
}
