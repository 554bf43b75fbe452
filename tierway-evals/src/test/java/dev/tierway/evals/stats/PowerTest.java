package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {
    @ParameterizedTest
    @CsvSource({"0.03, 0.10, 870", "0.05, 0.15, 469", "0.02, 0.08, 1568"})
    void pairs_that_find_an_effect(double effect, double discordance, long cases) {
        assertThat(Power.USUAL.paired(effect, discordance)).isEqualTo(cases);
        assertThat(Power.USUAL.paired(-effect, discordance)).isEqualTo(cases);
    }

    @ParameterizedTest
    @CsvSource({"0.90, 0.87, 1774", "0.90, 0.66, 46"})
    void arms_that_tell_two_rates_apart(double first, double second, long perArm) {
        assertThat(Power.USUAL.perArm(first, second)).isEqualTo(perArm);
    }

    @Test
    void a_true_90_percent_shows_to_be_above_the_break_even_with_95_of_108() {
        Power.ExactPlan plan = Power.USUAL.plan(88.0 / 108, 0.90).orElseThrow();
        assertThat(plan.n()).isEqualTo(108);
        assertThat(plan.needed()).isEqualTo(95);
        assertThat(plan.power()).isBetween(0.8, 0.82);
    }

    @Test
    void questions_without_an_answer_are_refused_in_words() {
        assertThatThrownBy(() -> Power.USUAL.paired(0.2, 0.1)).hasMessageContaining("discordance");
        assertThatThrownBy(() -> Power.USUAL.perArm(0.9, 0.9)).hasMessageContaining("no number of cases");
        assertThatThrownBy(() -> Power.USUAL.plan(0.9, 0.8)).hasMessageContaining("never shows");
        assertThatThrownBy(() -> Power.USUAL.paired(0.000_1, 1)).hasMessageContaining("more than");
        assertThatThrownBy(() -> new Power(0.05, 0.3)).hasMessageContaining("power");
        assertThat(Power.USUAL.detectable(10, 0.01)).isEmpty();
    }

    @Property
    void the_smallest_effect_found_needs_the_cases_that_there_are(
            @ForAll @DoubleRange(min = 0.01, max = 0.2) double effect,
            @ForAll @DoubleRange(min = 0.2, max = 0.6) double discordance) {
        long cases = Power.USUAL.paired(effect, discordance);
        assertThat(Power.USUAL.detectable(cases, discordance).orElseThrow())
                .isLessThanOrEqualTo(effect + 1e-8)
                .isCloseTo(effect, within(effect / 10));
    }
}
