package dev.tierway.core.capacity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a reservation is active: within its term and, if it has windows, within any of them.
 *
 * @param from start of the term; empty for always before {@code to}
 * @param to end of the term, exclusive; empty for no end
 * @param windows empty for around the clock
 * @param zone in which people count the days of the term
 */
public record Schedule(Optional<Instant> from, Optional<Instant> to, List<CalendarWindow> windows, ZoneId zone) {
    /** Without a term or windows. */
    public static final Schedule ALWAYS = new Schedule(Optional.empty(), Optional.empty(), List.of());

    /** Longer than any date of the year is away: 29 February can be eight years off. */
    private static final int SEARCH_DAYS = 9 * 366;

    /** Days that windows of one date may be apart in time: one over midnight, and the zones of the world. */
    private static final int OVERLAP_DAYS = 3;

    /** A term whose days people count in UTC. */
    public Schedule(Optional<Instant> from, Optional<Instant> to, List<CalendarWindow> windows) {
        this(from, to, windows, ZoneOffset.UTC);
    }

    public Schedule {
        windows = List.copyOf(windows);
        if (from.isPresent() && to.isPresent() && !to.get().isAfter(from.get())) {
            throw new IllegalArgumentException("the term ends (" + to.get() + ") before it starts (" + from.get()
                    + "); 'to' must be after 'from'");
        }
    }

    public boolean active(Instant instant) {
        return inTerm(instant) && inWindow(instant);
    }

    private boolean inWindow(Instant instant) {
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.active(instant));
    }

    private boolean inTerm(Instant instant) {
        return from.filter(instant::isBefore).isEmpty()
                && to.map(instant::isBefore).orElse(true);
    }

    /** The first instant after {@code instant} from which {@link #active} differs; empty when it never will. */
    public Optional<Instant> nextChange(Instant instant) {
        boolean now = active(instant);
        if (to.filter(end -> !instant.isBefore(end)).isPresent()) {
            return Optional.empty();
        }
        Optional<Instant> start = from.filter(instant::isBefore);
        if (start.isPresent()) {
            return active(start.get()) ? start : nextChange(start.get());
        }
        Optional<Instant> byWindow = windows.isEmpty() ? Optional.empty() : nextOfWindows(instant, now);
        Optional<Instant> end = now ? to : Optional.empty();
        return byWindow.filter(change -> to.map(change::isBefore).orElse(true)).or(() -> end);
    }

    /** Scans day by day for the first boundary at which the windows together differ from {@code now}. */
    private Optional<Instant> nextOfWindows(Instant after, boolean now) {
        Optional<Instant> earliest = Optional.empty();
        int last = SEARCH_DAYS;
        for (int day = -OVERLAP_DAYS; day < last; day++) {
            for (CalendarWindow window : windows) {
                LocalDate date = LocalDate.ofInstant(after, window.zone()).plusDays(day);
                if (window.beginsOn(date)) {
                    CalendarWindow.Span span = window.on(date);
                    earliest = change(earliest, span.start(), after, now);
                    earliest = change(earliest, span.end(), after, now);
                }
            }
            if (earliest.isPresent()) {
                last = Math.min(last, day + 1 + OVERLAP_DAYS);
            }
        }
        return earliest;
    }

    private Optional<Instant> change(Optional<Instant> earliest, Instant boundary, Instant after, boolean now) {
        boolean sooner = boundary.isAfter(after)
                && earliest.filter(it -> !boundary.isBefore(it)).isEmpty();
        return sooner && inWindow(boundary) != now ? Optional.of(boundary) : earliest;
    }

    /** The times between {@code start} and {@code end} in which it is active, in order. */
    public List<CalendarWindow.Span> spans(Instant start, Instant end) {
        List<CalendarWindow.Span> spans = new ArrayList<>();
        Instant at = start;
        while (at.isBefore(end)) {
            Instant until = nextChange(at).filter(end::isAfter).orElse(end);
            if (active(at)) {
                spans.add(new CalendarWindow.Span(at, until));
            }
            at = until;
        }
        return spans;
    }

    /** How long it is active between {@code start} and {@code end}. */
    public Duration activeTime(Instant start, Instant end) {
        return spans(start, end).stream()
                .map(span -> Duration.between(span.start(), span.end()))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
