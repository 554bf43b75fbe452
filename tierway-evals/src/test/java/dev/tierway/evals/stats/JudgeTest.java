package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JudgeTest {
    @Test
    void the_true_rate_behind_a_judge_carries_what_its_calibration_does_not_know() {
        JudgeErrors errors = new JudgeErrors(184, 16, 15, 85);
        assertThat(errors.sensitivity(0.95).estimate()).isEqualTo(0.92);
        assertThat(errors.specificity(0.95).estimate()).isEqualTo(0.85);
        JudgeErrors.Corrected corrected = errors.corrected(Rates.wilson(850, 1000, 0.95), 0.95);
        assertThat(corrected).isInstanceOfSatisfying(JudgeErrors.Corrected.Rate.class, rate -> {
            assertThat(rate.interval().estimate()).isCloseTo(0.909, within(0.0005));
            double half = rate.interval().high() - rate.interval().estimate();
            assertThat(half).isCloseTo(0.054, within(0.0006));
        });
    }

    @Test
    void nothing_follows_from_a_judge_no_better_than_a_coin() {
        assertThat(new JudgeErrors(30, 70, 40, 60).corrected(Rates.wilson(50, 100, 0.95), 0.95))
                .isInstanceOfSatisfying(
                        JudgeErrors.Corrected.Refused.class,
                        refused -> assertThat(refused.why()).contains("passes 30.0 % of what is good and 40.0 %"));
        assertThat(new JudgeErrors(30, 0, 0, 0).corrected(Rates.wilson(50, 100, 0.95), 0.95))
                .isInstanceOfSatisfying(
                        JudgeErrors.Corrected.Refused.class,
                        refused -> assertThat(refused.why()).contains("30 good and 0 bad cases"));
    }

    @Test
    void kappa_is_cohens() {
        Confusion confusion = new Confusion();
        confusion.add("yes", "yes", 20);
        confusion.add("yes", "no", 5);
        confusion.add("no", "yes", 10);
        confusion.add("no", "no", 15);
        assertThat(confusion.agreement(0.95).estimate()).isEqualTo(0.7);
        assertThat(confusion.kappa().orElseThrow()).isCloseTo(0.4, within(1e-12));
        assertThat(confusion.kappaError().orElseThrow()).isCloseTo(Math.sqrt(0.21 / 50) / 0.5, within(1e-12));
    }

    @Test
    void one_label_for_everything_has_no_kappa() {
        Confusion confusion = new Confusion();
        confusion.add("pass", "pass", 9);
        assertThat(confusion.kappa()).isEmpty();
        assertThat(new Confusion().kappa()).isEmpty();
    }

    @Test
    void a_good_judge_narrows_the_mean_of_few_labels_and_a_bad_one_does_no_harm() {
        SplittableRandom random = new SplittableRandom(31);
        double[] people = new double[100];
        double[] good = new double[100];
        double[] noise = new double[100];
        for (int i = 0; i < 100; i++) {
            people[i] = random.nextDouble();
            good[i] = people[i] + 0.1 * (random.nextDouble() - 0.5) + 0.2;
            noise[i] = random.nextDouble();
        }
        double[] judged = random.doubles(5_000).map(it -> it + 0.2).toArray();
        PredictionPowered helped = PredictionPowered.of(people, good, judged, 0.95);
        PredictionPowered left =
                PredictionPowered.of(people, noise, random.doubles(5_000).toArray(), 0.95);
        assertThat(helped.lambda()).isCloseTo(1, within(0.1));
        assertThat(left.lambda()).isCloseTo(0, within(0.2));
        assertThat(helped.interval().low()).isLessThan(0.5);
        assertThat(helped.interval().high()).isGreaterThan(0.5);
        double width = helped.interval().high() - helped.interval().low();
        assertThat(width)
                .isLessThan(0.3 * (left.interval().high() - left.interval().low()));
    }

    @Test
    void a_judge_that_only_likes_length_leaves_a_tie_at_equal_length() {
        SplittableRandom random = new SplittableRandom(37);
        List<LengthControl.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            int first = 50 + random.nextInt(400);
            int second = 50 + random.nextInt(250);
            double chance = 1 / (1 + Math.exp(-2 * Math.tanh((first - second) / 130.0)));
            pairs.add(new LengthControl.Pair(random.nextDouble() < chance ? 1 : 0, first, second));
        }
        LengthControl control = LengthControl.of(pairs, 0.95);
        assertThat(control.raw()).isGreaterThan(0.6);
        assertThat(control.controlled().low()).isLessThan(0.5);
        assertThat(control.controlled().high()).isGreaterThan(0.5);
        assertThat(control.beta()).isCloseTo(2, within(5 * control.betaError()));
    }

    @Test
    void length_that_decides_every_pair_is_still_fitted() {
        List<LengthControl.Pair> pairs = List.of(
                new LengthControl.Pair(1, 20, 10), new LengthControl.Pair(0, 10, 20), new LengthControl.Pair(1, 30, 5));
        LengthControl control = LengthControl.of(pairs, 0.95);
        assertThat(control.beta()).isFinite().isPositive();
        assertThat(control.controlled().low()).isBetween(0.0, 0.5);
        assertThatThrownBy(() -> LengthControl.of(pairs.subList(0, 1), 0.95)).hasMessageContaining("two pairs");
    }

    @Property
    void a_corrected_rate_is_possible(
            @ForAll @IntRange(min = 0, max = 40) int goodPassed,
            @ForAll @IntRange(min = 0, max = 40) int badFailed,
            @ForAll @IntRange(min = 0, max = 300) int passes) {
        JudgeErrors errors = new JudgeErrors(goodPassed, 40 - goodPassed, 40 - badFailed, badFailed);
        switch (errors.corrected(Rates.wilson(passes, 300, 0.95), 0.95)) {
            case JudgeErrors.Corrected.Rate rate -> {
                assertThat(goodPassed + badFailed).isGreaterThan(40);
                assertThat(rate.interval().low()).isBetween(0.0, rate.interval().estimate());
                assertThat(rate.interval().high()).isBetween(rate.interval().estimate(), 1.0);
            }
            case JudgeErrors.Corrected.Refused _ ->
                assertThat(goodPassed + badFailed).isLessThanOrEqualTo(40);
        }
    }
}
