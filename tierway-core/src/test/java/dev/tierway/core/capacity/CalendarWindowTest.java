package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarWindowTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon-fri 08:00-18:00 Europe/Berlin       | 2026-11-20T08:00 | true",
                "mon-fri 08:00-18:00 Europe/Berlin       | 2026-11-20T07:59 | false",
                "mon-fri 08:00-18:00 Europe/Berlin       | 2026-11-20T18:00 | false",
                "mon-fri 08:00-18:00 Europe/Berlin       | 2026-11-21T12:00 | false",
                "sat,sun Europe/Berlin                   | 2026-11-21T00:00 | true",
                "sat-mon Europe/Berlin                   | 2026-11-23T23:59 | true",
                "sat-mon Europe/Berlin                   | 2026-11-24T00:00 | false",
                "fri 22:00-06:00 Europe/Berlin           | 2026-11-21T05:59 | true",
                "fri 22:00-06:00 Europe/Berlin           | 2026-11-20T05:59 | false",
                "01-15..04-20 Europe/Berlin              | 2031-04-20T23:59 | true",
                "01-15..04-20 Europe/Berlin              | 2031-04-21T00:00 | false",
                "12-20..01-06 Europe/Berlin              | 2031-01-06T12:00 | true",
                "12-20..01-06 Europe/Berlin              | 2031-02-06T12:00 | false",
                "2027-01-15..2027-04-20 mon Europe/Berlin| |",
                "2027-01-15..2027-04-20 18:00-24:00 Europe/Berlin | 2027-04-20T23:59 | true",
                "2027-01-15..2027-04-20 18:00-24:00 Europe/Berlin | 2028-04-20T23:59 | false",
                "mon-fri 01-15..04-20 08:00-18:00 Europe/Berlin   | 2027-01-18T08:00 | true",
                "mon-fri 01-15..04-20 08:00-18:00 Europe/Berlin   | 2027-01-17T08:00 | false"
            })
    void a_window_is_active_by_the_clock_of_its_zone(String text, LocalDateTime local, Boolean active) {
        if (local == null) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CalendarWindowParser.parse(text))
                    .withMessageContaining("out of order");
        } else {
            Instant instant = local.atZone(ZoneId.of("Europe/Berlin")).toInstant();
            CalendarWindow window = CalendarWindowParser.parse(text);
            assertThat(window.active(instant)).isEqualTo(active);
            assertThat(CalendarWindowParser.parse(window.text())).isEqualTo(window);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon-fri 08:00-18:00           | unknown time zone '08:00-18:00'",
                "mon-fri 08:00-18:00 Berlin    | unknown time zone 'Berlin'",
                "mon-fry Europe/Berlin         | unknown day 'fry'",
                "8:00-18:00 Europe/Berlin      | are no times of day",
                "08:00 Europe/Berlin           | are no times of day",
                "02-30..04-20 UTC              | are no dates",
                "2027-04-20..2027-01-15 UTC    | end before they start"
            })
    void what_is_wrong_with_a_window_is_said(String text, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalendarWindowParser.parse(text))
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,       2026-03-29, 02:00-03:00, 0",
        "Europe/Berlin,       2026-03-29, 01:30-02:30, 30",
        "Europe/Berlin,       2026-03-29, 02:30-03:30, 30",
        "Europe/Berlin,       2026-03-29, 00:00-24:00, 1380",
        "Europe/Berlin,       2026-10-25, 00:00-24:00, 1500",
        "Europe/Berlin,       2026-10-25, 02:00-03:00, 120",
        "Europe/Berlin,       2026-10-25, 02:30-02:45, 15",
        "America/Los_Angeles, 2026-03-08, 01:00-04:00, 120",
        "America/Los_Angeles, 2026-11-01, 00:00-06:00, 420"
    })
    void a_night_with_a_clock_change_is_as_long_as_it_is(String zone, LocalDate day, String times, long minutes) {
        CalendarWindow.Span span =
                CalendarWindowParser.parse(times + " " + zone).on(day);

        assertThat(Duration.between(span.start(), span.end())).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void a_zone_is_needed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalendarWindowParser.parse(" "))
                .withMessageContaining("time zone");
    }
}
