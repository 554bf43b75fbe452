package dev.tierway.core.capacity;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Hours that come again by the clock on the wall: on days of the week, within dates of the year, from one time to another,
 * in a zone.
 *
 * <p>A local time that a clock change skips is taken at the instant of the change, one that comes twice at its first
 * coming. So windows that adjoin on the wall adjoin in time, and no window is active twice in a night.
 *
 * @param days on which it begins, at least one
 * @param dates within which it begins
 * @param from inclusive
 * @param to exclusive; a time that is not after {@code from} is on the next day, so equal times are a whole day
 */
public record CalendarWindow(Set<DayOfWeek> days, DateRange dates, LocalTime from, LocalTime to, ZoneId zone) {
    public CalendarWindow {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a window needs at least one day of the week");
        }
    }

    /** From {@code start} until just before {@code end}. */
    public record Span(Instant start, Instant end) {
        boolean covers(Instant instant) {
            return !instant.isBefore(start) && instant.isBefore(end);
        }
    }

    public boolean active(Instant instant) {
        LocalDate today = instant.atZone(zone).toLocalDate();
        return covers(today, instant) || covers(today.minusDays(1), instant) || covers(today.plusDays(1), instant);
    }

    /** As {@link CalendarWindowParser} reads it. */
    public String text() {
        StringJoiner words = new StringJoiner(" ");
        if (days.size() < DayOfWeek.values().length) {
            words.add(days.stream()
                    .sorted()
                    .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(",")));
        }
        if (!dates.equals(DateRange.ALWAYS)) {
            words.add(dates.text());
        }
        if (!from.equals(LocalTime.MIDNIGHT) || !to.equals(LocalTime.MIDNIGHT)) {
            words.add(from + "-" + (to.equals(LocalTime.MIDNIGHT) ? "24:00" : to));
        }
        return words.add(zone.getId()).toString();
    }

    private boolean covers(LocalDate day, Instant instant) {
        return beginsOn(day) && on(day).covers(instant);
    }

    boolean beginsOn(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && dates.covers(day);
    }

    /** What it covers when it begins on {@code day}; empty when a clock change skips all of it. */
    Span on(LocalDate day) {
        LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
        return new Span(first(day.atTime(from)), first(last.atTime(to)));
    }

    /** The first instant at which the clocks of the zone have reached {@code local}. */
    private Instant first(LocalDateTime local) {
        return first(local, zone);
    }

    static Instant first(LocalDateTime local, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.toInstant(rules.getValidOffsets(local).getFirst());
    }
}
