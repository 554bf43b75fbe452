package dev.tierway.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.testing.FakeTicker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReservationMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FakeTicker ticker = new FakeTicker();
    private final ReservationMeters meters = new ReservationMeters(registry, ticker);

    @Test
    void utilisation_is_that_of_the_last_minute_however_often_it_is_read() {
        assertThat(utilisation(0, 0)).isEqualTo("0.0");
        for (int i = 1; i <= 12; i++) {
            ticker.advance(Duration.ofSeconds(15));
            // Half of 60,000 a minute for two minutes, then all of it.
            utilisation(i <= 8 ? i * 7_500L : 60_000 + (i - 8) * 15_000L, 0);
        }
        assertThat(utilisation(120_000, 0)).isEqualTo("1.0");
        ticker.advance(Duration.ofSeconds(30));
        assertThat(utilisation(120_000, 0)).isEqualTo("0.5");
    }

    @Test
    void who_reads_rarely_sees_all_the_time_in_between() {
        utilisation(0, 0);
        ticker.advance(Duration.ofMinutes(10));
        assertThat(utilisation(60_000 * 5, 0)).isEqualTo("0.5");
    }

    @Test
    void a_reservation_that_was_made_anew_begins_anew() {
        utilisation(60_000, 0);
        ticker.advance(Duration.ofMinutes(1));
        assertThat(utilisation(100, 0)).isEqualTo("0.0");
    }

    @Test
    void requests_and_tokens_are_counted_by_what_came_of_them() {
        utilisation(1_000, 250);

        assertThat(registry.scrape())
                .contains(
                        "tierway_reservation_requests_total{outcome=\"admitted\",pool=\"m\",reservation=\"peak\"} 3.0")
                .contains("tierway_reservation_requests_total{outcome=\"spilled\",pool=\"m\",reservation=\"peak\"} 2.0")
                .contains("tierway_reservation_requests_total{outcome=\"refused\",pool=\"m\",reservation=\"peak\"} 1.0")
                .contains("tierway_reservation_served_tokens_total{pool=\"m\",reservation=\"peak\",served=\"inside\"}"
                        + " 1000.0")
                .contains("tierway_reservation_served_tokens_total{pool=\"m\",reservation=\"peak\",served=\"spilled\"}"
                        + " 250.0");
    }

    /** The gauge of the input side after a scrape that saw these tokens in all. */
    private String utilisation(long inside, long spilled) {
        ReservationUse use = ReservationUse.inside(BurndownRates.DEFAULT, Usage.of(inside, 0, 0))
                .plus(ReservationUse.spilled(Usage.of(spilled, 0, 0)));
        meters.observe(
                "m",
                new PoolSnapshot.Reservation(
                        "peak", true, 60_000, 6_000, 0, 0, 0, new PoolSnapshot.Reservation.Outcomes(3, 2, 1), use));
        meters.show();
        String name = "tierway_reservation_utilisation{kind=\"input\",pool=\"m\",reservation=\"peak\"} ";
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }
}
