package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.gateway.batch.micro.MicroBatches;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchesConfigTest {
    private static BatchesConfig load(String batches) {
        return new ConfigSource("t.yaml", """
                        version: 1
                        deployments: {a: {provider: embedded, model: smollm2-135m-instruct}}
                        projects: {shop: {keys: [tw-0123456789abcdefgh]}}
                        models: {m: {deployments: [a]}}
                        """ + batches)
                .load(name -> null)
                .config()
                .batches();
    }

    @Test
    void the_defaults_are_the_vendor_s_limits() {
        assertThat(load(""))
                .isEqualTo(new BatchesConfig(
                        256, 50_000, Duration.ofDays(30), new MicroBatches.Bounds(100, Duration.ofSeconds(2))));
    }

    @Test
    void all_of_it_can_be_set() {
        assertThat(load("batches: {lines_at_once: 8, max_lines: 1k, output_expiry: 7d,"
                        + " micro: {max_lines: 3, max_age: 250ms}}\n"))
                .isEqualTo(new BatchesConfig(
                        8, 1_000, Duration.ofDays(7), new MicroBatches.Bounds(3, Duration.ofMillis(250))));
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(
                        () -> load("batches: {max_lines: 0, output_expiry: 1m, micro: {max_age: 2h, max_line: 3}}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("t.yaml:5:22: 'max_lines'")
                .hasMessageContaining("at least 1h")
                .hasMessageContaining("from 1ms to 1h")
                .hasMessageContaining("did you mean 'max_lines'?");
    }
}
