package dev.tierway.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void percentiles_are_nearest_ranks() {
        Distribution values =
                new Distribution(IntStream.rangeClosed(1, 100).asDoubleStream().toArray(), new double[0]);
        assertThat(values.at(50)).isEqualTo(new Distribution.Value(50, false));
        assertThat(values.at(99)).isEqualTo(new Distribution.Value(99, false));
        assertThat(values.at(100)).isEqualTo(new Distribution.Value(100, false));
    }

    @Test
    void what_was_cut_short_counts_as_longer_than_all_that_finished() {
        Distribution values = new Distribution(new double[] {1, 2, 3}, new double[] {0.5});
        assertThat(values.at(75)).isEqualTo(new Distribution.Value(3, false));
        assertThat(values.at(99)).isEqualTo(new Distribution.Value(0.5, true));
    }

    @Test
    void without_observations_there_is_no_percentile() {
        assertThat(new Distribution(new double[0], new double[0]).at(50).value())
                .isNaN();
    }
}
