package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchesConfigTest {
    private static final String GATEWAY = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a]}
            projects:
              shop: {keys: [tw-0123456789abcdefgh]}
            """;

    @Test
    void defaults_are_pinned() {
        assertThat(load("")).isEqualTo(new BatchesConfig(256, Duration.ofDays(30)));
    }

    @Test
    void both_can_be_said() {
        assertThat(load("batches: {lines_at_once: 8, output_expiry: 2d}"))
                .isEqualTo(new BatchesConfig(8, Duration.ofDays(2)));
    }

    @Test
    void outputs_are_kept_for_an_hour_at_least() {
        assertThatThrownBy(() -> load("batches: {output_expiry: 30m}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("output_expiry");
    }

    private static BatchesConfig load(String batches) {
        return new ConfigSource("tierway.yaml", GATEWAY + batches)
                .load(name -> null)
                .config()
                .batches();
    }
}
