package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.providers.transport.Origin;
import dev.tierway.providers.transport.Timeouts;
import dev.tierway.providers.transport.TransportConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderConfigTest {
    private static OpenAiProviderConfig.Builder config() {
        return OpenAiProviderConfig.builder("d", Engine.OTHER, URI.create("http://h/v1"), "m");
    }

    @Test
    void the_defaults_are_these() {
        OpenAiProviderConfig defaults = config().build();
        assertThat(defaults.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60)));
        assertThat(defaults.wholeReply()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.observeEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.nativePriority()).isFalse();
        assertThat(defaults.capacity().slots()).isEqualTo(16);
        assertThat(defaults.apiKey()).isEmpty();
        assertThat(defaults.headers()).isEmpty();
        assertThat(defaults.saltSecret())
                .hasSize(32)
                .isNotEqualTo(config().build().saltSecret());
        assertThat(defaults.health())
                .isEqualTo(new HealthPolicy(
                        5, 0.5, 20, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(2)));
        assertThat(TransportConfig.DEFAULT_IDLE_EXPIRY).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void engines_are_named_as_in_the_documentation() {
        assertThat(Engine.values())
                .extracting(Engine::configName)
                .containsExactly("vllm", "sglang", "llama.cpp", "ollama", "tensorrt-llm", "dynamo", "openai", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding"})
    void headers_that_frame_the_request_cannot_be_configured(String header) {
        assertThatThrownBy(() -> config().headers(Map.of(header, "x")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(header);
    }

    @Test
    void secrets_are_not_printed() {
        assertThat(config().apiKey(() -> "sk-secret")
                        .headers(Map.of("api-key", "k-secret"))
                        .build()
                        .toString())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/v1", "h:80/v1", "/v1", "http:///v1", "http://user:pw@h/v1", "http://h/v1?x=1"})
    void a_base_url_is_scheme_host_port_and_path(String url) {
        assertThatThrownBy(() -> Origin.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base_url");
    }
}
