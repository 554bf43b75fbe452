package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsConfigTest {
    private static final String REST = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            projects:
              shop: {keys: [tw-0123456789abcdefgh]}
            models:
              m: {deployments: [a], targets: TARGETS}
            """;

    private static TierwayConfig load(String targets) {
        return new ConfigSource("t.yaml", REST.replace("TARGETS", targets))
                .load(name -> null)
                .config();
    }

    @Test
    void a_tier_may_differ_in_part() {
        LatencyTargets targets =
                load("{ttft: 500ms, min_otps: 22, tiers: {priority: {ttft: 300ms}, batch: {min_otps: 1}}}")
                        .latencyTargets();

        assertThat(targets.of("m", ServiceTier.STANDARD)).isEqualTo(target(500, 22));
        assertThat(targets.of("m", ServiceTier.PRIORITY)).isEqualTo(target(300, 22));
        assertThat(targets.of("m", ServiceTier.BATCH)).isEqualTo(target(500, 1));
    }

    private static LatencyTarget target(long ttftMillis, double minOtps) {
        return new LatencyTarget(Optional.of(Duration.ofMillis(ttftMillis)), Optional.of(minOtps));
    }

    @Test
    void a_model_without_targets_has_none() {
        assertThat(load("{}").latencyTargets().byAlias()).isEmpty();
        assertThat(load("{tiers: {flex: {ttft: 1m}}}")
                        .latencyTargets()
                        .byAlias()
                        .get("m"))
                .containsOnlyKeys(ServiceTier.FLEX);
    }

    @Test
    void check_says_what_is_aimed_at() {
        assertThat(ConfigExplanation.of(
                        load("{ttft: 500ms, min_otps: 22, tiers: {batch: {ttft: 1h}, priority: {ttft: 300ms}}}")))
                .contains("""
                        model m, first token within 0.5s, at least 22.0 tokens/s a stream
                          in priority, first token within 0.3s, at least 22.0 tokens/s a stream
                          in batch, first token within 1h, at least 22.0 tokens/s a stream
                        """);
        assertThat(ConfigExplanation.of(load("{tiers: {priority: {ttft: 300ms}}}")))
                .contains("""
                        model m
                          in priority, first token within 0.3s
                        """);
    }

    @Test
    void mistakes_are_told_with_their_place() {
        assertRefused("{ttft: 500}", "t.yaml:7:41: 'ttft' must be a duration above zero", "not the value '500'");
        assertRefused("{ttft: 0s}", "'ttft' must be a duration above zero");
        assertRefused(
                "{min_otps: 0}", "'min_otps' must be a number of tokens per second from 0.001 to 1000000, like 22");
        assertRefused("{ttfs: 1s}", "unknown key 'ttfs'; did you mean 'ttft'?");
        assertRefused("{tiers: {prority: {ttft: 1s}}}", "unknown key 'prority'; did you mean 'priority'?");
        assertRefused("{tiers: {flex: {tiers: {}}}}", "unknown key 'tiers'");
    }

    private static void assertRefused(String targets, String... messages) {
        assertThatThrownBy(() -> load(targets))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(messages);
    }
}
