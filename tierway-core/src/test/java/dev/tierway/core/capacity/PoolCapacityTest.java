package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolCapacityTest {
    private final PoolCapacity capacity = new PoolCapacity(100_000, 100_000);

    private static Reservation during(String name, String window) {
        return Reservations.active(
                name, new Schedule(Optional.empty(), Optional.empty(), List.of(CalendarWindowParser.parse(window))));
    }

    @Test
    void reservations_at_different_hours_share_a_pool() {
        assertThat(capacity.overbooked(List.of(
                        during("day", "08:00-18:00 Europe/Berlin"), during("night", "18:00-08:00 Europe/Berlin"))))
                .isEmpty();
    }

    @Test
    void an_hour_that_only_summer_time_brings_together_is_found() {
        Optional<PoolCapacity.Overbooking> found = capacity.overbooked(
                List.of(during("berlin", "08:00-18:00 Europe/Berlin"), during("utc", "00:00-07:00 UTC")));

        assertThat(found).hasValueSatisfying(it -> {
            assertThat(it.at()).contains(Instant.parse("2028-03-26T06:00:00Z"));
            assertThat(it.names()).containsExactly("berlin", "utc");
            assertThat(it.inputTpm()).isEqualTo(120_000);
        });
    }

    @Test
    void terms_that_follow_each_other_do_not_overlap() {
        Instant turn = Instant.parse("2027-01-01T00:00:00Z");
        Reservation first = Reservations.active("first", new Schedule(Optional.empty(), Optional.of(turn), List.of()));
        Reservation second =
                Reservations.active("second", new Schedule(Optional.of(turn), Optional.empty(), List.of()));
        Reservation third = Reservations.active("third", Schedule.ALWAYS);

        assertThat(capacity.overbooked(List.of(first, second))).isEmpty();
        assertThat(capacity.overbooked(List.of(second, third)))
                .hasValueSatisfying(it -> assertThat(it.at()).contains(turn));
    }

    @Test
    void what_is_always_active_overlaps_at_no_particular_time() {
        Reservation first = Reservations.active("first", Schedule.ALWAYS);
        Reservation second = Reservations.active("second", Schedule.ALWAYS);

        assertThat(capacity.overbooked(List.of(first, second)))
                .hasValueSatisfying(it -> assertThat(it.text())
                        .isEqualTo("the reservations first, second are active together and ask for 120000 input and"
                                + " 12000 output tokens a minute"));
    }
}
