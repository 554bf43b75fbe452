package dev.tierway.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ArrivalProcessTest {
    private static final int DRAWS = 200_000;

    @Test
    void a_poisson_process_keeps_its_rate_and_variation() {
        double[] gaps = gaps(ArrivalProcess.poisson(50));
        assertThat(mean(gaps)).isCloseTo(0.02, within(0.0002));
        assertThat(variation(gaps)).isCloseTo(1, within(0.02));
    }

    @Test
    void a_bursty_process_keeps_its_rate_and_variation() {
        double[] gaps = gaps(ArrivalProcess.bursty(50, 3));
        assertThat(mean(gaps)).isCloseTo(0.02, within(0.001));
        assertThat(variation(gaps)).isCloseTo(3, within(0.15));
    }

    @Test
    void a_changing_rate_applies_from_its_step_on() {
        RateProfile spike = RateProfile.constant(10).then(100, 100).then(110, 0);
        LongSupplier times = ArrivalProcess.poisson(spike).start(Samples.stream(1, "spike"));
        int before = 0;
        int during = 0;
        for (long at = times.getAsLong(); at != Long.MAX_VALUE; at = times.getAsLong()) {
            assertThat(at).isLessThan(110_000_000_000L);
            if (at < 100_000_000_000L) {
                before++;
            } else {
                during++;
            }
        }
        assertThat(before).isBetween(900, 1100);
        assertThat(during).isBetween(900, 1100);
    }

    @Test
    void a_rate_of_zero_in_between_is_a_pause() {
        RateProfile pause = RateProfile.constant(0).then(5, 1000);
        assertThat(ArrivalProcess.poisson(pause).start(Samples.stream(1, "x")).getAsLong())
                .isBetween(5_000_000_000L, 5_100_000_000L);
    }

    @Test
    void a_replay_repeats_the_recording_at_its_speed() {
        LongSupplier times = ArrivalProcess.replay(new long[] {0, 100, 300}, 2).start(Samples.stream(1, "x"));
        assertThat(List.of(times.getAsLong(), times.getAsLong(), times.getAsLong(), times.getAsLong()))
                .containsExactly(0L, 50L, 150L, Long.MAX_VALUE);
    }

    @Test
    void rates_out_of_order_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateProfile.constant(1).then(10, 2).then(5, 3))
                .withMessageContaining("in order of time");
    }

    private static double[] gaps(ArrivalProcess process) {
        LongSupplier times = process.start(Samples.stream(7, "test"));
        double[] gaps = new double[DRAWS];
        long previous = 0;
        for (int i = 0; i < DRAWS; i++) {
            long next = times.getAsLong();
            gaps[i] = (next - previous) / 1e9;
            previous = next;
        }
        return gaps;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length) / mean;
    }
}
