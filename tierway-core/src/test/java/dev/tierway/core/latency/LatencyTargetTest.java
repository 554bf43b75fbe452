package dev.tierway.core.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.tier.ServiceTier;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyTargetTest {
    private static final LatencyTarget BOTH = new LatencyTarget(Optional.of(Duration.ofMillis(500)), Optional.of(22.0));

    @Test
    void a_time_at_the_target_meets_it_and_one_above_does_not() {
        assertThat(BOTH.ttftMet(500_000_000)).contains(true);
        assertThat(BOTH.ttftMet(500_000_001)).contains(false);
        assertThat(LatencyTarget.NONE.ttftMet(0)).isEmpty();
    }

    @Test
    void a_rate_counts_the_tokens_after_the_first() {
        LatencyTarget ten = new LatencyTarget(Optional.empty(), Optional.of(10.0));

        assertThat(ten.otpsMet(11, 1_000_000_000)).contains(true);
        assertThat(ten.otpsMet(10, 1_000_000_000)).contains(false);
        assertThat(ten.otpsMet(1, 1)).isEmpty();
        assertThat(ten.otpsMet(2, 0)).contains(true);
        assertThat(LatencyTarget.NONE.otpsMet(100, 1)).isEmpty();
    }

    @Property
    void whoever_reaches_the_rate_meets_it(
            @ForAll @IntRange(min = 1, max = 1_000_000_000) int thousandths,
            @ForAll @LongRange(min = 2, max = 1_000_000) long tokens) {
        LatencyTarget target = new LatencyTarget(Optional.empty(), Optional.of(thousandths / 1e3));
        long decodeNanos = BigInteger.valueOf(tokens - 1)
                .multiply(BigInteger.valueOf(1_000_000_000_000L))
                .divide(BigInteger.valueOf(thousandths))
                .longValueExact();

        assertThat(target.otpsMet(tokens, decodeNanos)).contains(true);
        assertThat(target.otpsMet(tokens, decodeNanos + 2 * tokens)).contains(false);
    }

    @Test
    void what_a_tier_says_goes_before_what_holds_in_general() {
        LatencyTarget priority = new LatencyTarget(Optional.of(Duration.ofMillis(300)), Optional.empty());

        assertThat(priority.over(BOTH))
                .isEqualTo(new LatencyTarget(Optional.of(Duration.ofMillis(300)), Optional.of(22.0)));
        assertThat(LatencyTarget.NONE.over(BOTH)).isEqualTo(BOTH);
    }

    @Test
    void targets_are_kept_by_model_and_tier() {
        LatencyTargets targets = new LatencyTargets(Map.of(
                "a", Map.of(ServiceTier.PRIORITY, BOTH, ServiceTier.FLEX, LatencyTarget.NONE),
                "b", Map.of(ServiceTier.FLEX, LatencyTarget.NONE)));

        assertThat(targets.of("a", ServiceTier.PRIORITY)).isEqualTo(BOTH);
        assertThat(targets.of("a", ServiceTier.STANDARD)).isEqualTo(LatencyTarget.NONE);
        assertThat(targets.of("c", ServiceTier.PRIORITY)).isEqualTo(LatencyTarget.NONE);
        assertThat(targets.byAlias()).isEqualTo(Map.of("a", Map.of(ServiceTier.PRIORITY, BOTH)));
    }

    @Test
    void senseless_targets_are_refused() {
        assertThatThrownBy(() -> new LatencyTarget(Optional.of(Duration.ZERO), Optional.empty()))
                .hasMessageContaining("above zero");
        assertThatThrownBy(() -> new LatencyTarget(Optional.empty(), Optional.of(Double.NaN)))
                .hasMessageContaining("from 0.001 to 1000000.0");
    }
}
