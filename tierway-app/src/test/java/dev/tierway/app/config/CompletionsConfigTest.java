package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.evals.redact.Redactor;
import dev.tierway.gateway.completion.SamplingRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionsConfigTest {
    private static CompletionsConfig read(String yaml) {
        return ConfigReader.bind(YamlTree.parse("tierway.yaml", yaml), CompletionsConfig::from, _ -> List.of());
    }

    @Test
    void nothing_is_stored_unless_it_is_switched_on() {
        assertThat(read("{}")).isEqualTo(CompletionsConfig.OFF);
        assertThat(CompletionsConfig.OFF.enabled()).isFalse();
        assertThat(CompletionsConfig.OFF.settings().retention()).isEqualTo(Duration.ofDays(30));
        assertThat(CompletionsConfig.OFF.settings().maxBytes()).isEqualTo(1 << 20);
        assertThat(FeedbackConfig.DEFAULTS.retention()).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void all_of_it_can_be_said() {
        CompletionsConfig config = read("""
                enabled: true
                retention: 7d
                max_size: 64KiB
                redact: all
                sample:
                  refunds: {project: shop, use_case: refunds, model: m, rate: 5%, redact: {only: [email], patterns: {ORDER: 'W\\d{7}'}}}
                  rest: {rate: 0.1%}
                """);

        assertThat(config.settings().retention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.settings().maxBytes()).isEqualTo(64 << 10);
        assertThat(config.settings().redactor()).isPresent();
        assertThat(config.settings().sampling()).extracting(SamplingRule::name).containsExactly("refunds", "rest");
        SamplingRule refunds = config.settings().sampling().getFirst();
        assertThat(refunds.rate()).isEqualTo(0.05);
        Redactor redactor = refunds.redactor().orElseThrow();
        assertThat(redactor.redact("a@x.org, W1234567, ssn 1234").texts())
                .containsExactly("<EMAIL_1>, <ORDER_1>, ssn 1234");
    }

    @Test
    void mistakes_are_told_where_they_are() {
        assertThatThrownBy(() -> read("sample: {a: {rate: 1%}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'sample' needs 'enabled: true'");
        assertThatThrownBy(() -> read("{enabled: true, redact: {patterns: {ORDER: '(a'}}}"))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read("{enabled: true, redact: {only: [emails]}}"))
                .hasMessageContaining("email");
        assertThatThrownBy(() -> read("{enabled: true, retention: 5m}")).hasMessageContaining("at least 1h");
    }
}
