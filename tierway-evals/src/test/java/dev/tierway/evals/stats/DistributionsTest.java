package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DistributionsTest {
    @Test
    void the_distance_is_the_largest_gap_of_the_cumulative_shares() {
        KolmogorovSmirnov apart = KolmogorovSmirnov.of(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6});
        assertThat(apart.distance()).isEqualTo(0.5);
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2}, new double[] {8, 9})
                        .distance())
                .isEqualTo(1);
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2}, new double[] {2, 1})
                        .pValue())
                .isEqualTo(1);
    }

    @Test
    void the_p_value_is_kolmogorovs() {
        // Two of 10,000 whose distance is 1.3581 / sqrt(5000): the 95th percentile of his distribution.
        double[] even = IntStream.range(0, 10_000).asDoubleStream().toArray();
        double shift = 10_000 * 1.3581 / Math.sqrt(5_000);
        double[] shifted = Arrays.stream(even).map(it -> it + Math.round(shift)).toArray();
        assertThat(KolmogorovSmirnov.of(even, shifted).pValue()).isCloseTo(0.05, within(0.001));
    }

    @Test
    void the_median_of_ten_lies_between_the_second_and_the_ninth() {
        double[] ten = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
        Interval median = Quantiles.of(ten, 0.5, 0.95);
        assertThat(median.estimate()).isEqualTo(5);
        assertThat(median.low()).isEqualTo(2);
        assertThat(median.high()).isEqualTo(9);
    }

    @Test
    void the_interval_of_a_95th_percentile_holds_it_as_often_as_it_says() {
        SplittableRandom random = new SplittableRandom(23);
        int held = 0;
        for (int run = 0; run < 1_000; run++) {
            double[] latencies = random.doubles(400).map(it -> -Math.log(it)).toArray();
            Interval p95 = Quantiles.of(latencies, 0.95, 0.95);
            double truth = -Math.log(0.05);
            held += p95.low() <= truth && truth <= p95.high() ? 1 : 0;
        }
        assertThat(held).isBetween(935, 985);
    }

    @Test
    void nothing_has_no_distribution() {
        assertThatThrownBy(() -> Quantiles.of(new double[0], 0.5, 0.95)).hasMessageContaining("without values");
        assertThatThrownBy(() -> KolmogorovSmirnov.of(new double[0], new double[1]))
                .hasMessageContaining("without values");
        assertThatThrownBy(() -> Quantiles.of(new double[1], 95, 0.95)).hasMessageContaining("between 0 and 1");
    }

    @Property
    void distances_are_symmetric(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -5, max = 5) Double> first,
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -5, max = 5) Double> second) {
        KolmogorovSmirnov there = KolmogorovSmirnov.of(array(first), array(second));
        KolmogorovSmirnov back = KolmogorovSmirnov.of(array(second), array(first));
        assertThat(there.distance()).isBetween(0.0, 1.0).isEqualTo(back.distance());
        assertThat(there.pValue()).isBetween(0.0, 1.0).isEqualTo(back.pValue());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
