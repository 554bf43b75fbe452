package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnytimePairsTest {
    @ParameterizedTest
    @CsvSource({"12, 2, 12.00", "20, 6, 10.80", "60, 40, 0.91", "0, 0, 1"})
    void evidence_grows_with_disagreements_on_one_side(long gained, long lost, double evidence) {
        assertThat(new AnytimePairs(gained, lost).evidence()).isCloseTo(evidence, within(0.005));
        assertThat(new AnytimePairs(lost, gained).evidence()).isCloseTo(evidence, within(0.005));
    }

    @Test
    void looking_after_every_one_of_500_is_wrong_less_often_than_alpha() {
        SplittableRandom random = new SplittableRandom(41);
        int wrong = 0;
        int runs = 2_000;
        for (int run = 0; run < runs; run++) {
            long gained = 0;
            double log = 0;
            for (long flips = 1; flips <= 500; flips++) {
                // The ratio of two successive values of the evidence.
                boolean up = random.nextBoolean();
                long same = up ? gained : flips - 1 - gained;
                log += Math.log(2.0 * (same + 1) / (flips + 1));
                gained += up ? 1 : 0;
                if (log >= Math.log(20)) {
                    wrong++;
                    assertThat(new AnytimePairs(gained, flips - gained).differ(0.05))
                            .isTrue();
                    break;
                }
            }
        }
        assertThat(wrong).isBetween(20, runs / 20);
    }
}
