package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.scheduler.policy.LimitPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPoliciesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{min_otps: 20} | 50",
                "{min_otps: 20, tiers: {priority: {min_otps: 40}}} | 25",
                "{min_otps: 20, tiers: {reserved: {min_otps: 10}}} | 50",
                "{tiers: {reserved: {min_otps: 10}, batch: {min_otps: 100}}} | 100",
            })
    void flex_and_batch_are_held_back_for_the_fastest_of_those_above(String targets, long millisBetweenTokens) {
        assertThat(betweenTokens(targets)).isEqualTo(Duration.ofMillis(millisBetweenTokens));
    }

    @Test
    void without_a_target_rate_the_scheduler_has_its_own() {
        assertThat(betweenTokens("{ttft: 1s, tiers: {flex: {min_otps: 5}}}"))
                .isEqualTo(LimitPolicy.DEFAULT.timeBetweenTokens());
    }

    private static Duration betweenTokens(String targets) {
        TierwayConfig config = new ConfigSource("t.yaml", """
                        version: 1
                        deployments:
                          a: {provider: embedded, model: smollm2-135m-instruct}
                        projects:
                          shop: {keys: [tw-0123456789abcdefgh]}
                        models:
                          m: {deployments: [a], targets: %s}
                        """.formatted(targets))
                .load(name -> null)
                .config();
        return PoolPolicies.of(config.scheduling(), config.models().values())
                .limits()
                .timeBetweenTokens();
    }
}
