package dev.tierway.core.capacity;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Windows as people write them: days, dates and times in any number of blanks, each optional, then the zone.
 *
 * <ul>
 *   <li>{@code mon-fri 08:00-18:00 Europe/Berlin}
 *   <li>{@code sat,sun America/New_York}
 *   <li>{@code 01-15..04-20 America/New_York}: every year, both days included
 *   <li>{@code 2027-01-15..2027-04-20 22:00-06:00 UTC}: once; over midnight belongs to the day it begins
 * </ul>
 */
public final class CalendarWindowParser {
    private static final String EXAMPLE = "write it like 'mon-fri 08:00-18:00 Europe/Berlin'";

    private CalendarWindowParser() {}

    /**
     * The window that {@code text} describes.
     *
     * @throws IllegalArgumentException that says which part is wrong and how it is written
     */
    public static CalendarWindow parse(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split(" +", -1)));
        ZoneId zone = zone(words.removeLast());
        Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        DateRange dates = DateRange.ALWAYS;
        LocalTime[] times = {LocalTime.MIDNIGHT, LocalTime.MIDNIGHT};
        int part = 0;
        for (String word : words) {
            int kind = word.contains(":") ? 3 : word.contains("..") ? 2 : 1;
            if (kind <= part) {
                throw new IllegalArgumentException("'" + word + "' of the window '" + text
                        + "' is out of order; days come first, then dates, times and the zone: " + EXAMPLE);
            }
            part = kind;
            switch (kind) {
                case 1 -> days = days(word);
                case 2 -> dates = dates(word);
                default -> times = times(word);
            }
        }
        return new CalendarWindow(days, dates, times[0], times[1], zone);
    }

    /**
     * The zone of an IANA name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "unknown time zone '" + name + "'; name one of the IANA database, like Europe/Berlin or UTC",
                    unknown);
        }
    }

    private static Set<DayOfWeek> days(String word) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : word.split(",", -1)) {
            int dash = part.indexOf('-');
            DayOfWeek first = day(dash < 0 ? part : part.substring(0, dash));
            DayOfWeek last = dash < 0 ? first : day(part.substring(dash + 1));
            days.add(last);
            for (DayOfWeek day = first; day != last; day = day.plus(1)) {
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException(
                "unknown day '" + name + "'; days are mon, tue, wed, thu, fri, sat, sun, like mon-fri or sat,sun");
    }

    private static DateRange dates(String word) {
        int dots = word.indexOf("..");
        String from = word.substring(0, dots);
        String to = word.substring(dots + 2);
        try {
            return from.length() == "MM-dd".length()
                    ? new DateRange.Yearly(MonthDay.parse("--" + from), MonthDay.parse("--" + to))
                    : new DateRange.Once(LocalDate.parse(from), LocalDate.parse(to));
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    "'" + word + "' are no dates; write 01-15..04-20 for every year or 2027-01-15..2027-04-20 for once",
                    malformed);
        }
    }

    private static LocalTime[] times(String word) {
        int dash = word.indexOf('-');
        if (dash > 0) {
            try {
                String to = word.substring(dash + 1);
                return new LocalTime[] {
                    LocalTime.parse(word.substring(0, dash)),
                    to.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(to)
                };
            } catch (DateTimeException malformed) {
                throw new IllegalArgumentException(timesExpected(word), malformed);
            }
        }
        throw new IllegalArgumentException(timesExpected(word));
    }

    private static String timesExpected(String word) {
        return "'" + word + "' are no times of day; write 08:00-18:00, or 22:00-06:00 for over midnight";
    }
}
