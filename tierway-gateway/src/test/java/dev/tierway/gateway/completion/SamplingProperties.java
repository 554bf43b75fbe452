package dev.tierway.gateway.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class SamplingProperties {
    private static SamplingRule rule(double rate) {
        return new SamplingRule("rule", Optional.empty(), Optional.empty(), Optional.empty(), rate, Optional.empty());
    }

    @Property(tries = 50)
    void a_rule_takes_its_share(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double rate) {
        SplittableRandom random = new SplittableRandom(seed);
        int ids = 4_000;
        int taken = 0;
        for (int i = 0; i < ids; i++) {
            taken += rule(rate).takes(Long.toString(random.nextLong(), 36)) ? 1 : 0;
        }

        double deviation = Math.sqrt(ids * rate * (1 - rate));
        assertThat(Math.abs(taken - ids * rate)).isLessThanOrEqualTo(6 * deviation + 1);
    }

    @Property
    void a_higher_rate_takes_all_that_a_lower_takes(
            @ForAll String id,
            @ForAll @DoubleRange(min = 0, max = 1) double one,
            @ForAll @DoubleRange(min = 0, max = 1) double other) {
        boolean lower = rule(Math.min(one, other)).takes(id);
        boolean higher = rule(Math.max(one, other)).takes(id);

        assertThat(!lower || higher).isTrue();
        assertThat(rule(1).takes(id)).isTrue();
        assertThat(rule(0).takes(id)).isFalse();
    }
}
