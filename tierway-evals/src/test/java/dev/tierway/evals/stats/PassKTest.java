package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PassKTest {
    @Test
    void counts_are_drawn_without_putting_back() {
        List<TrialCounts> cases = List.of(new TrialCounts("a", 3, 4), new TrialCounts("b", 4, 4));
        assertThat(PassK.all(cases, 2, 0.95).mean().orElseThrow()).isCloseTo((0.5 + 1) / 2, within(1e-12));
        assertThat(PassK.any(cases, 2, 0.95).mean().orElseThrow()).isEqualTo(1);
        assertThat(PassK.all(cases, 4, 0.95).mean().orElseThrow()).isEqualTo(0.5);
    }

    @Test
    void four_of_four_at_70_percent_is_24_percent_and_the_plug_in_says_39() {
        SplittableRandom random = new SplittableRandom(17);
        List<TrialCounts> cases = new ArrayList<>();
        double plugIn = 0;
        int count = 40_000;
        for (int i = 0; i < count; i++) {
            int passes = 0;
            for (int trial = 0; trial < 4; trial++) {
                passes += random.nextDouble() < 0.7 ? 1 : 0;
            }
            cases.add(new TrialCounts("case" + i, passes, 4));
            plugIn += Math.pow(passes / 4.0, 4) / count;
        }
        PassK all = PassK.all(cases, 4, 0.95);
        assertThat(all.mean().orElseThrow()).isCloseTo(0.240, within(0.006));
        assertThat(plugIn).isCloseTo(0.387, within(0.006));
        assertThat(all.interval().orElseThrow().low()).isLessThan(0.2401);
        assertThat(all.interval().orElseThrow().high()).isGreaterThan(0.2401);
    }

    @Test
    void cases_with_fewer_trials_count_for_nothing_and_are_told() {
        PassK all = PassK.all(List.of(new TrialCounts("a", 2, 2), new TrialCounts("b", 4, 4)), 4, 0.95);
        assertThat(all.cases()).isEqualTo(1);
        assertThat(all.tooFew()).isEqualTo(1);
        assertThat(all.interval()).isEmpty();
        assertThatThrownBy(() -> PassK.any(List.of(), 0, 0.95)).hasMessageContaining("1 or more");
    }
}
