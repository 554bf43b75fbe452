package dev.tierway.evals.stats;

import static dev.tierway.evals.stats.Decision.Outcome.FAIL;
import static dev.tierway.evals.stats.Decision.Outcome.INCONCLUSIVE;
import static dev.tierway.evals.stats.Decision.Outcome.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final double BREAK_EVEN = 88.0 / 108;

    @Test
    void a_rate_passes_by_its_bound_and_not_by_its_estimate() {
        assertThat(Decision.rateAtLeast(Rates.wilson(72, 80, 0.95), BREAK_EVEN).outcome())
                .isEqualTo(PASS);
        assertThat(Decision.rateAtLeast(Rates.wilson(165, 200, 0.95), BREAK_EVEN)
                        .outcome())
                .isEqualTo(INCONCLUSIVE);
        assertThat(Decision.rateAtLeast(Rates.wilson(66, 100, 0.95), BREAK_EVEN).outcome())
                .isEqualTo(FAIL);
    }

    @Test
    void the_undecided_pilot_is_told_how_many_cases_decide() {
        long enough = Decision.rateAtLeast(Rates.wilson(165, 200, 0.95), BREAK_EVEN)
                .enough()
                .orElseThrow();
        long passes = Math.round(0.825 * enough);
        assertThat(enough).isBetween(5_000L, 6_000L);
        assertThat(Rates.wilson(passes, enough, 0.95).low()).isCloseTo(BREAK_EVEN, within(0.0001));
    }

    @Test
    void ninety_percent_clears_the_break_even_at_about_80_cases() {
        long enough = Decision.rateAtLeast(Rates.wilson(27, 30, 0.95), BREAK_EVEN)
                .enough()
                .orElseThrow();
        assertThat(enough).isEqualTo(80);
    }

    @Test
    void one_sided_confidence_asks_one_bound() {
        double confidence = Sides.ONE.intervalConfidence(0.95);
        assertThat(confidence).isCloseTo(0.90, within(1e-12));
        // 71 of 80: the bound at 95 % two-sided is below the break-even, the one-sided is above.
        assertThat(Decision.rateAtLeast(Rates.wilson(71, 80, 0.95), BREAK_EVEN).outcome())
                .isEqualTo(INCONCLUSIVE);
        assertThat(Decision.rateAtLeast(Rates.wilson(71, 80, confidence), BREAK_EVEN)
                        .outcome())
                .isEqualTo(PASS);
    }

    @Test
    void worse_by_less_than_the_margin_is_not_inferior() {
        Interval difference = Difference.ofVerdicts(20, 18, 2_000).interval(0.95);
        assertThat(Decision.nonInferior(difference, 0.01).outcome()).isEqualTo(PASS);
        assertThat(Decision.superior(difference).outcome()).isEqualTo(INCONCLUSIVE);
        assertThat(Decision.nonInferior(Difference.ofVerdicts(0, 40, 200).interval(0.95), 0.01)
                        .outcome())
                .isEqualTo(FAIL);
        assertThatThrownBy(() -> Decision.nonInferior(difference, -0.01)).hasMessageContaining("margin");
    }

    @Test
    void an_estimate_on_the_limit_is_decided_by_no_number() {
        Decision even = Decision.rateAtLeast(Rates.wilson(50, 100, 0.95), 0.5);
        assertThat(even.outcome()).isEqualTo(INCONCLUSIVE);
        assertThat(even.enough()).isEmpty();
    }

    @Test
    void what_must_be_small_is_judged_by_its_upper_bound() {
        assertThat(Decision.rateAtMost(Rates.wilson(0, 300, 0.95), 0.02).outcome())
                .isEqualTo(PASS);
        assertThat(Decision.rateAtMost(Rates.wilson(0, 20, 0.95), 0.02).outcome())
                .isEqualTo(INCONCLUSIVE);
        Interval seconds = new Interval(2.1, 1.9, 2.6, 0.95, 400);
        assertThat(Decision.atMost(seconds, 3).outcome()).isEqualTo(PASS);
        assertThat(Decision.atMost(seconds, 2.2).enough()).isPresent();
        assertThat(Decision.atMost(seconds, 1.5).outcome()).isEqualTo(FAIL);
        assertThat(Decision.atLeast(seconds, 1.5).outcome()).isEqualTo(PASS);
    }

    @Property
    void so_many_cases_of_the_same_kind_do_decide(
            @ForAll @IntRange(min = 0, max = 60) int passes, @ForAll @IntRange(min = 5, max = 95) int percent) {
        double target = percent / 100.0;
        Decision decision = Decision.rateAtLeast(Rates.wilson(passes, 60, 0.95), target);
        assertThat(decision.enough().isPresent())
                .isEqualTo(decision.outcome() == INCONCLUSIVE && passes / 60.0 != target);
        if (decision.enough().isPresent() && passes > 0 && passes < 60) {
            long factor = decision.enough().getAsLong() / 60 + 1;
            Interval larger = Rates.wilson(passes * factor, 60 * factor, 0.95);
            assertThat(Decision.rateAtLeast(larger, target).outcome()).isNotEqualTo(INCONCLUSIVE);
        }
    }
}
