package dev.tierway.core.capacity;

import java.time.LocalDate;
import java.time.MonthDay;

/** Days from one to another, both of them included. */
public sealed interface DateRange {
    /** Every day. */
    DateRange ALWAYS = new Yearly(MonthDay.of(1, 1), MonthDay.of(12, 31));

    boolean covers(LocalDate day);

    /** As {@link CalendarWindowParser} reads it. */
    String text();

    /** Every year; {@code to} before {@code from} goes over the turn of the year. */
    record Yearly(MonthDay from, MonthDay to) implements DateRange {
        @Override
        public boolean covers(LocalDate day) {
            MonthDay date = MonthDay.from(day);
            boolean begun = !date.isBefore(from);
            boolean within = !date.isAfter(to);
            return from.isAfter(to) ? begun || within : begun && within;
        }

        @Override
        public String text() {
            return from.toString().substring(2) + ".." + to.toString().substring(2);
        }
    }

    /** Once. */
    record Once(LocalDate from, LocalDate to) implements DateRange {
        public Once {
            if (to.isBefore(from)) {
                throw new IllegalArgumentException("the dates " + from + ".." + to + " end before they start");
            }
        }

        @Override
        public boolean covers(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(to);
        }

        @Override
        public String text() {
            return from + ".." + to;
        }
    }
}
