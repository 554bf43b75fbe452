package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {
    @Test
    void errors_by_hand() {
        ClusteredMean mean = new ClusteredMean();
        mean.add("a", 1);
        mean.add("a", 1);
        mean.add("b", 0);
        mean.add("b", 1);
        // Residuals from 0.75: a 0.5, b -0.5; root of 0.5 over 4.
        assertThat(mean.mean()).isEqualTo(0.75);
        assertThat(mean.standardError()).isCloseTo(Math.sqrt(0.5) / 4, within(1e-12));
        assertThat(mean.independentError()).isCloseTo(Math.sqrt(0.75 / 12), within(1e-12));
    }

    @Test
    void trials_that_all_agree_say_no_more_than_one_per_case() {
        ClusteredMean trials = new ClusteredMean();
        ClusteredMean once = new ClusteredMean();
        for (int i = 0; i < 50; i++) {
            double score = i % 3 == 0 ? 0 : 1;
            once.add("case" + i, score);
            for (int trial = 0; trial < 4; trial++) {
                trials.add("case" + i, score);
            }
        }
        assertThat(trials.standardError()).isCloseTo(once.standardError(), within(0.002));
        assertThat(trials.independentError()).isLessThan(0.51 * trials.standardError());
        assertThat(trials.rate(0.95).low()).isCloseTo(once.rate(0.95).low(), within(0.01));
        assertThat(trials.rate(0.95).n()).isEqualTo(200);
    }

    @Test
    void fifty_cases_of_four_trials_need_an_error_half_as_large_again() {
        // Rates of cases spread as in retail dialogues: intra-case correlation of about 0.4.
        SplittableRandom random = new SplittableRandom(3);
        double ratio = 0;
        for (int run = 0; run < 200; run++) {
            ClusteredMean mean = new ClusteredMean();
            for (int i = 0; i < 50; i++) {
                double rate = random.nextDouble() < 0.5 ? 0.3 : 0.95;
                for (int trial = 0; trial < 4; trial++) {
                    mean.add("case" + i, random.nextDouble() < rate ? 1 : 0);
                }
            }
            ratio += mean.standardError() / mean.independentError() / 200;
        }
        assertThat(ratio).isCloseTo(1.5, within(0.05));
    }

    @Test
    void all_passed_is_known_as_well_as_one_pass_per_cluster() {
        ClusteredMean mean = new ClusteredMean();
        for (int i = 0; i < 40; i++) {
            mean.add("case" + i % 10, 1);
        }
        assertThat(mean.rate(0.95).low()).isEqualTo(Rates.wilson(10, 10, 0.95).low());
    }

    @Test
    void one_cluster_has_no_interval() {
        ClusteredMean mean = new ClusteredMean();
        mean.add("a", 1);
        mean.add("a", 0.5);
        assertThat(mean.interval(0.95)).isEmpty();
        assertThat(mean.mean()).isEqualTo(0.75);
    }

    @Test
    void scores_are_numbers() {
        assertThatThrownBy(() -> new ClusteredMean().add("a", Double.NaN)).hasMessageContaining("finite");
        assertThatThrownBy(() -> new ClusteredMean().mean()).hasMessageContaining("without scores");
    }

    @Property
    void with_one_score_per_cluster_it_is_the_plain_interval(
            @ForAll @Size(min = 2, max = 60) List<@IntRange(min = 0, max = 1) Integer> scores) {
        ClusteredMean mean = new ClusteredMean();
        for (int i = 0; i < scores.size(); i++) {
            mean.add("case" + i, scores.get(i));
        }
        long passes = scores.stream().filter(it -> it == 1).count();
        assertThat(mean.rate(0.95)).isEqualTo(Rates.wilson(passes, scores.size(), 0.95));
        assertThat(mean.standardError()).isEqualTo(mean.independentError());
    }
}
