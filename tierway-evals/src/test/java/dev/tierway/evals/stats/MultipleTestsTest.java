package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultipleTestsTest {
    private static final double[] ASKED = {0.01, 0.04, 0.03, 0.005};

    @Test
    void holm_multiplies_the_smallest_by_all_and_never_falls() {
        assertThat(MultipleTests.holm(ASKED)).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, offset(1e-12));
    }

    @Test
    void benjamini_and_hochberg_are_milder() {
        assertThat(MultipleTests.benjaminiHochberg(ASKED))
                .containsExactly(new double[] {0.02, 0.04, 0.04, 0.02}, offset(1e-12));
    }

    @Property
    void corrected_values_are_larger_possible_and_in_the_same_order(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1) Double> values) {
        double[] asked = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] holm = MultipleTests.holm(asked);
        double[] hochberg = MultipleTests.benjaminiHochberg(asked);
        for (int i = 0; i < asked.length; i++) {
            assertThat(hochberg[i]).isBetween(asked[i] - 1e-12, 1.0);
            assertThat(holm[i]).isBetween(hochberg[i] - 1e-12, 1.0);
            for (int j = 0; j < asked.length; j++) {
                assertThat(asked[i] < asked[j] && holm[i] > holm[j]).isFalse();
            }
        }
    }
}
