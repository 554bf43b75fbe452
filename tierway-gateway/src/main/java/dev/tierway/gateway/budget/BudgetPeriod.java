package dev.tierway.gateway.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** The time over which a budget counts. */
public sealed interface BudgetPeriod {
    /**
     * From {@code start} to before {@code end}.
     */
    record Span(Instant start, Instant end) {
        public Duration length() {
            return Duration.between(start, end);
        }

        boolean contains(Instant instant) {
            return !instant.isBefore(start) && instant.isBefore(end);
        }
    }

    /** Days, ISO weeks or months. */
    enum Unit {
        DAY,
        WEEK,
        MONTH
    }

    /** A day, week (from Monday) or month of the calendar in {@code zone}; days of 23 and 25 hours are days. */
    record Calendar(Unit unit, ZoneId zone) implements BudgetPeriod {
        /** The span that {@code instant} falls into. */
        Span at(Instant instant) {
            LocalDate date = instant.atZone(zone).toLocalDate();
            LocalDate first = switch (unit) {
                case DAY -> date;
                case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> date.withDayOfMonth(1);
            };
            LocalDate next = switch (unit) {
                case DAY -> first.plusDays(1);
                case WEEK -> first.plusWeeks(1);
                case MONTH -> first.plusMonths(1);
            };
            return new Span(
                    first.atStartOfDay(zone).toInstant(),
                    next.atStartOfDay(zone).toInstant());
        }

        @Override
        public String toString() {
            return "a " + unit.name().toLowerCase(Locale.ROOT) + " in " + zone;
        }
    }

    /** The last {@code length} before now, to within a sixtieth of it. */
    record Rolling(Duration length) implements BudgetPeriod {
        public Rolling {
            if (length.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new IllegalArgumentException("a rolling window is at least a minute long, not " + length);
            }
        }

        @Override
        public String toString() {
            return "the last "
                    + (length.toSeconds() % 86_400 == 0
                            ? length.toDays() + " d"
                            : length.toSeconds() % 3_600 == 0 ? length.toHours() + " h" : length.toSeconds() + " s");
        }
    }
}
