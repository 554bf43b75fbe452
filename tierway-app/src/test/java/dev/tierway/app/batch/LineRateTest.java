package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LineRate rate = new LineRate();

    @Test
    void nothing_is_known_before_a_line_is_done() {
        rate.observe(0, 0);
        assertThat(rate.perSecond()).isZero();
        rate.observe(SECOND, 0);
        assertThat(rate.timeFor(10)).isEmpty();
    }

    @Test
    void only_the_last_minute_counts() {
        rate.observe(0, 0);
        rate.observe(100 * SECOND, 10_000);
        rate.observe(130 * SECOND, 10_060);

        assertThat(rate.perSecond()).isEqualTo(2);
        assertThat(rate.timeFor(120)).contains(Duration.ofMinutes(1));
    }

    @Test
    void what_was_done_before_the_first_look_does_not_count() {
        rate.observe(0, 5_000);
        rate.observe(10 * SECOND, 5_050);

        assertThat(rate.perSecond()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m 0s", "3599,59m 59s", "3600,1h 0m", "86399,23h 59m", "90000,1d 1h"})
    void times_have_two_units_at_most(long seconds, String text) {
        assertThat(RunView.time(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
