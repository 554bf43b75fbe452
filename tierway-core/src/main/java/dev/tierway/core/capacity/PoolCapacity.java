package dev.tierway.core.capacity;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * What a pool can serve, as its operator states it.
 *
 * @param inputTpm prompt tokens a minute, positive
 * @param outputTpm output tokens a minute, positive
 */
public record PoolCapacity(long inputTpm, long outputTpm) {
    /** How long after the last term has begun the reservations are followed. */
    private static final Duration FOLLOWED = Duration.ofDays(366);

    /** Where to begin when no term says it: a leap year, so that all dates come. */
    private static final Instant SOME_YEAR =
            LocalDate.of(2028, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

    public PoolCapacity {
        if (inputTpm <= 0 || outputTpm <= 0) {
            throw new IllegalArgumentException("a pool's capacity must be positive");
        }
    }

    /**
     * A time at which reservations ask for more than the pool can serve.
     *
     * @param at when it begins; empty when they are active around the clock and without a term
     * @param names of the reservations that are active then
     */
    public record Overbooking(Optional<Instant> at, List<String> names, long inputTpm, long outputTpm) {
        public Overbooking {
            names = List.copyOf(names);
        }

        /** Who asks for how much, and when, as the beginning of a sentence. */
        public String text() {
            return "the reservations " + String.join(", ", names) + " are active together"
                    + at.map(instant -> " at " + instant).orElse("") + " and ask for " + inputTpm + " input and "
                    + outputTpm + " output tokens a minute";
        }
    }

    private record Turn(Instant at, Reservation reservation) {}

    /**
     * The first time at which {@code reservations} together are more than the pool can serve, from the first start of a
     * term until a year after the last.
     */
    public Optional<Overbooking> overbooked(Collection<Reservation> reservations) {
        if (fits(reservations)) {
            return Optional.empty();
        }
        Instant begin = begin(reservations);
        Instant end = reservations.stream()
                .flatMap(each -> each.schedule().from().stream())
                .reduce(begin, PoolCapacity::later)
                .plus(FOLLOWED);
        Map<String, Reservation> active = new TreeMap<>();
        PriorityQueue<Turn> turns = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
        for (Reservation each : reservations) {
            turns.add(new Turn(begin, each));
        }
        while (!turns.isEmpty() && turns.element().at().isBefore(end)) {
            Instant at = turns.element().at();
            while (!turns.isEmpty() && turns.element().at().equals(at)) {
                Reservation turned = turns.remove().reservation();
                if (turned.schedule().active(at)) {
                    active.put(turned.name(), turned);
                } else {
                    active.remove(turned.name());
                }
                turned.schedule().nextChange(at).ifPresent(next -> turns.add(new Turn(next, turned)));
            }
            if (!fits(active.values())) {
                return Optional.of(overbooking(at, active.values()));
            }
        }
        return Optional.empty();
    }

    private static Overbooking overbooking(Instant at, Collection<Reservation> active) {
        boolean always = active.stream().allMatch(each -> each.schedule().equals(Schedule.ALWAYS));
        return new Overbooking(
                always ? Optional.empty() : Optional.of(at),
                active.stream().map(Reservation::name).toList(),
                input(active),
                output(active));
    }

    private boolean fits(Collection<Reservation> reservations) {
        return input(reservations) <= inputTpm && output(reservations) <= outputTpm;
    }

    private static long input(Collection<Reservation> reservations) {
        return reservations.stream().mapToLong(Reservation::inputTpm).reduce(0, Math::addExact);
    }

    private static long output(Collection<Reservation> reservations) {
        return reservations.stream().mapToLong(Reservation::outputTpm).reduce(0, Math::addExact);
    }

    private static Instant begin(Collection<Reservation> reservations) {
        return reservations.stream()
                .flatMap(each ->
                        each.schedule().from().or(() -> each.schedule().to().map(to -> to.minus(FOLLOWED))).stream())
                .min(Instant::compareTo)
                .orElse(SOME_YEAR);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
