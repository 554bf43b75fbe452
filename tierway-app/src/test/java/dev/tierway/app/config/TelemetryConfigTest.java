package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryConfigTest {
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
    void nothing_is_sent_unless_asked_for() {
        assertThat(load("").telemetry()).isEqualTo(TelemetryConfig.OFF);
        assertThat(ConfigExplanation.of(load(""))).doesNotContain("sends");
    }

    @Test
    void an_endpoint_is_enough_and_defaults_are_pinned() {
        TelemetryConfig.Otlp otlp = otlp("{endpoint: \"http://127.0.0.1:4318\"}");

        assertThat(otlp)
                .isEqualTo(new TelemetryConfig.Otlp(
                        URI.create("http://127.0.0.1:4318"),
                        Map.of(),
                        true,
                        true,
                        Duration.ofMinutes(1),
                        1,
                        "tierway"));
    }

    @Test
    void everything_can_be_said_and_secrets_stay_secret() {
        String text = "{endpoint: \"https://otlp.example.com/x\", headers: {authorization: \"env:OTLP_AUTH\"},"
                + " metrics: true, interval: 10s, sample: 2.5%, service_name: edge}";
        TierwayConfig config = load("telemetry: {otlp: " + text + "}");

        TelemetryConfig.Otlp otlp = config.telemetry().otlp().orElseThrow();
        assertThat(otlp.headers()).containsExactly(Map.entry("authorization", new Secret("Bearer of-secrets")));
        assertThat(otlp.sample()).isEqualTo(0.025);
        assertThat(config.toString()).doesNotContain("of-secrets");
        assertThat(ConfigExplanation.of(config))
                .contains("sends traces of 2.5% of the requests and metrics every 10s to https://otlp.example.com/x"
                        + " as edge, with 1 header\n")
                .doesNotContain("of-secrets");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|'endpoint' is missing",
                "{endpoint: \"127.0.0.1:4318\"}|'endpoint' must be an http or https URL with a host",
                "{endpoint: \"http://user:pass@h\"}|'endpoint' must be an http or https URL with a host",
                "{endpoint: \"http://h\", interval: 10ms}|'interval' must be a duration from 1s to 1h",
                "{endpoint: \"http://h\", sample: 0.5}|'sample' must be a percentage",
                "{endpoint: \"http://h\", traces: false, metrics: false}|sends neither traces nor metrics",
                "{endpoint: \"http://h\", protocol: grpc}|unknown key 'protocol'",
                "{endpoint: \"http://h\", headers: {authorization: \"env:MISSING\"}}|refers to the environment variable",
                "{endpoint: \"http://h\", headers: {Content-Type: \"env:OTLP_AUTH\"}}|the exporter sets it",
                "{endpoint: \"http://h\", headers: {\"a b\": \"env:OTLP_AUTH\"}}|is not the name of a header",
                "{endpoint: \"http://h\", headers: {a: \"env:ODD\"}}|must be of printable ASCII characters",
            })
    void mistakes_are_named(String otlp, String message) {
        assertThatThrownBy(() -> otlp(otlp))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("of-secrets");
    }

    private static TelemetryConfig.Otlp otlp(String text) {
        return load("telemetry: {otlp: " + text + "}").telemetry().otlp().orElseThrow();
    }

    private static TierwayConfig load(String telemetry) {
        Map<String, String> environment = Map.of("OTLP_AUTH", "Bearer of-secrets", "ODD", "caf\u00e9");
        return new ConfigSource("tierway.yaml", GATEWAY + telemetry)
                .load(environment::get)
                .config();
    }
}
