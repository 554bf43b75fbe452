package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    /** Clock changes of Berlin and Los Angeles in 2026. */
    private static final List<Instant> CLOCK_CHANGES = List.of(
            Instant.parse("2026-03-29T01:00:00Z"),
            Instant.parse("2026-10-25T01:00:00Z"),
            Instant.parse("2026-03-08T10:00:00Z"),
            Instant.parse("2026-11-01T09:00:00Z"));

    /** The next change is the first minute at which activity differs, found by looking at every one. */
    @Property(tries = 300)
    void next_change_is_the_first_change(
            @ForAll("windows") @Size(min = 1, max = 3) List<CalendarWindow> windows,
            @ForAll @IntRange(max = 3) int change,
            @ForAll @IntRange(min = -3000, max = 3000) int minutesAway) {
        Schedule schedule = new Schedule(Optional.empty(), Optional.empty(), windows);
        Instant start = CLOCK_CHANGES.get(change).plus(Duration.ofMinutes(minutesAway));
        boolean now = schedule.active(start);
        Instant changes = firstOther(schedule, start);

        Optional<Instant> found = schedule.nextChange(start);

        if (schedule.active(changes) != now) {
            assertThat(found).contains(changes);
            assertThat(schedule.active(changes.minusNanos(1))).isEqualTo(now);
        } else {
            assertThat(found.filter(it -> !it.isAfter(changes))).isEmpty();
        }
    }

    /** The first minute from {@code start} on at which activity differs, or one that is two days away. */
    private static Instant firstOther(Schedule schedule, Instant start) {
        boolean now = schedule.active(start);
        Instant at = start;
        for (int minute = 0; minute < 3000 && schedule.active(at) == now; minute++) {
            at = at.plus(Duration.ofMinutes(1));
        }
        return at;
    }

    /** Windows that adjoin on the wall cover each instant once, also in nights with a clock change. */
    @Property(tries = 300)
    void adjoining_windows_cover_every_instant_once(
            @ForAll @IntRange(min = 1, max = 1439) int boundary,
            @ForAll @IntRange(max = 3) int change,
            @ForAll @IntRange(min = -3000, max = 3000) int minutesAway,
            @ForAll boolean berlin) {
        ZoneId zone = ZoneId.of(berlin ? "Europe/Berlin" : "America/Los_Angeles");
        LocalTime at = LocalTime.MIDNIGHT.plusMinutes(boundary);
        CalendarWindow morning = daily(LocalTime.MIDNIGHT, at, zone);
        CalendarWindow evening = daily(at, LocalTime.MIDNIGHT, zone);
        Instant instant = CLOCK_CHANGES.get(change).plus(Duration.ofMinutes(minutesAway));

        assertThat(morning.active(instant)).isNotEqualTo(evening.active(instant));
    }

    @Property(tries = 200)
    void spans_are_where_it_is_active(
            @ForAll("windows") @Size(min = 1, max = 3) List<CalendarWindow> windows,
            @ForAll @IntRange(max = 3) int change) {
        Schedule schedule = new Schedule(Optional.empty(), Optional.empty(), windows);
        Instant start = CLOCK_CHANGES.get(change).minus(Duration.ofDays(2));
        Instant end = start.plus(Duration.ofDays(4));
        long minutes = 0;
        for (Instant at = start; at.isBefore(end); at = at.plus(Duration.ofMinutes(1))) {
            minutes += schedule.active(at) ? 1 : 0;
        }

        assertThat(schedule.activeTime(start, end)).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Provide
    Arbitrary<List<CalendarWindow>> windows() {
        Arbitrary<LocalTime> time =
                Arbitraries.integers().between(0, 95).map(quarter -> LocalTime.MIDNIGHT.plusMinutes(15L * quarter));
        Arbitrary<ZoneId> zone =
                Arbitraries.of("Europe/Berlin", "America/Los_Angeles").map(ZoneId::of);
        Arbitrary<EnumSet<DayOfWeek>> days =
                Arbitraries.of(DayOfWeek.class).set().ofMinSize(1).map(EnumSet::copyOf);
        return Combinators.combine(days, time, time, zone)
                .as((on, from, to, where) -> new CalendarWindow(on, DateRange.ALWAYS, from, to, where))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static CalendarWindow daily(LocalTime from, LocalTime to, ZoneId zone) {
        return new CalendarWindow(EnumSet.allOf(DayOfWeek.class), DateRange.ALWAYS, from, to, zone);
    }

    @Test
    void a_term_that_ends_before_it_starts_is_refused() {
        Optional<Instant> start = Optional.of(Instant.parse("2027-04-20T00:00:00Z"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(start, start, List.of()))
                .withMessageContaining("before it starts");
    }

    @Test
    void a_term_bounds_its_windows() {
        Instant from = Instant.parse("2027-01-15T12:00:00Z");
        Instant to = Instant.parse("2027-01-18T09:00:00Z");
        Schedule office = new Schedule(
                Optional.of(from), Optional.of(to), List.of(CalendarWindowParser.parse("mon-fri 08:00-18:00 UTC")));

        assertThat(office.nextChange(Instant.parse("2020-01-01T00:00:00Z"))).contains(from);
        assertThat(office.nextChange(from)).contains(Instant.parse("2027-01-15T18:00:00Z"));
        assertThat(office.nextChange(Instant.parse("2027-01-17T00:00:00Z")))
                .contains(Instant.parse("2027-01-18T08:00:00Z"));
        assertThat(office.nextChange(Instant.parse("2027-01-18T08:30:00Z"))).contains(to);
        assertThat(office.nextChange(to)).isEmpty();
        assertThat(office.activeTime(from, to)).isEqualTo(Duration.ofHours(7));
    }

    @Test
    void what_is_always_active_never_changes() {
        Instant now = Instant.parse("2026-11-22T00:00:00Z");

        assertThat(Schedule.ALWAYS.nextChange(now)).isEmpty();
        assertThat(new Schedule(
                                Optional.empty(),
                                Optional.empty(),
                                List.of(CalendarWindowParser.parse("Europe/Berlin")))
                        .nextChange(now))
                .isEmpty();
    }

    @Test
    void a_window_on_a_leap_day_is_found_eight_years_ahead() {
        Schedule leap = new Schedule(
                Optional.empty(), Optional.empty(), List.of(CalendarWindowParser.parse("02-29..02-29 UTC")));

        assertThat(leap.nextChange(Instant.parse("2096-03-01T00:00:00Z")))
                .contains(Instant.parse("2104-02-29T00:00:00Z"));
    }
}
