package dev.tierway.app.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void of_times_the_worst_is_the_longest() {
        Percentiles times = Percentiles.ofTimes(oneToHundred());
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.p50()).isCloseTo(50, Percentage.withPercentage(0.2));
        assertThat(times.worst90()).isCloseTo(90, Percentage.withPercentage(0.2));
        assertThat(times.worst99()).isCloseTo(99, Percentage.withPercentage(0.2));
        assertThat(times.worst()).isCloseTo(100, Percentage.withPercentage(0.2));
    }

    @Test
    void of_rates_the_worst_is_the_slowest() {
        Percentiles rates = Percentiles.ofRates(oneToHundred());
        assertThat(rates.worst90()).isCloseTo(10, within(0.1));
        assertThat(rates.worst99()).isCloseTo(1, within(0.1));
        assertThat(rates.worst()).isCloseTo(1, within(0.1));
    }

    @Test
    void what_did_not_happen_is_not_counted_as_fast() {
        assertThat(Percentiles.ofTimes(DoubleStream.of(Double.NaN, 4)).count()).isEqualTo(1);
        assertThat(Percentiles.ofTimes(DoubleStream.empty()).p50()).isNaN();
    }

    private static DoubleStream oneToHundred() {
        return IntStream.rangeClosed(1, 100).asDoubleStream();
    }
}
