package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RatesTest {
    @Test
    void a_pilot_of_200_at_82_and_a_half_percent_leaves_eleven_points_open() {
        Interval pilot = Rates.wilson(165, 200, 0.95);
        assertThat(pilot.estimate()).isEqualTo(0.825);
        assertThat(pilot.low()).isCloseTo(0.766, within(0.0005));
        assertThat(pilot.high()).isCloseTo(0.871, within(0.0005));
    }

    @Test
    void ninety_percent_of_80_clears_the_break_even_and_of_70_does_not() {
        assertThat(Rates.wilson(72, 80, 0.95).low()).isGreaterThan(88.0 / 108);
        assertThat(Rates.wilson(63, 70, 0.95).low()).isLessThan(88.0 / 108);
    }

    @Test
    void no_failure_in_n_bounds_the_failure_rate_by_about_three_over_n() {
        assertThat(Rates.exactUpper(0, 300, 0.95)).isCloseTo(3.0 / 300, within(0.0001));
        assertThat(Rates.exactLower(300, 300, 0.95)).isCloseTo(1 - 3.0 / 300, within(0.0001));
    }

    @Test
    void the_exact_interval_is_that_of_the_tables() {
        Interval eight = Rates.exact(8, 10, 0.95);
        assertThat(eight.low()).isCloseTo(0.4439, within(0.00005));
        assertThat(eight.high()).isCloseTo(0.9748, within(0.00005));
    }

    @Test
    void all_and_nothing_keep_an_open_side() {
        Interval nothing = Rates.wilson(0, 10, 0.95);
        assertThat(nothing.low()).isZero();
        assertThat(nothing.high()).isCloseTo(0.2775, within(0.0001));
        assertThat(Rates.wilson(10, 10, 0.95).high()).isEqualTo(1);
    }

    @Test
    void no_observation_is_no_rate() {
        assertThatThrownBy(() -> Rates.wilson(0, 0, 0.95)).hasMessageContaining("no rate without observations");
        assertThatThrownBy(() -> Rates.exact(3, 2, 0.95)).hasMessageContaining("3 of 2");
        assertThatThrownBy(() -> Rates.wilson(1, 2, 95)).hasMessageContaining("between 0 and 1");
    }

    @Property
    void intervals_hold_the_rate_seen_and_stay_possible(
            @ForAll @LongRange(min = 1, max = 5_000) long n,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence) {
        long passes = Math.round(share * n);
        Interval wilson = Rates.wilson(passes, n, confidence);
        Interval exact = Rates.exact(passes, n, confidence);
        assertThat(wilson.low()).isBetween(0.0, wilson.estimate());
        assertThat(wilson.high()).isBetween(wilson.estimate(), 1.0);
        assertThat(exact.low()).isBetween(0.0, exact.estimate());
        assertThat(exact.high()).isBetween(exact.estimate(), 1.0);
    }

    @Property
    void more_confidence_is_never_narrower(
            @ForAll @LongRange(min = 1, max = 500) long n, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        long passes = Math.round(share * n);
        Interval narrow = Rates.wilson(passes, n, 0.8);
        Interval wide = Rates.wilson(passes, n, 0.99);
        assertThat(wide.low()).isLessThanOrEqualTo(narrow.low());
        assertThat(wide.high()).isGreaterThanOrEqualTo(narrow.high());
    }
}
