package dev.tierway.core.capacity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms that a reservation had over time. Before the first version and while it is cancelled it is not in force;
 * what requests draw then, having been let in before, counts by the nearest terms.
 *
 * @param versions in order of time, at least one
 */
public record ReservationHistory(List<Version> versions) {
    /**
     * Terms from {@code from} on, until the next version.
     *
     * @param inForce false from a cancellation on
     */
    public record Version(Instant from, boolean inForce, Reservation reservation) {}

    /** A time in which the terms did not change. */
    public record Stretch(Instant start, Instant end, boolean inForce, Reservation reservation) {
        /** When it was active. */
        public List<CalendarWindow.Span> active() {
            return inForce ? reservation.schedule().spans(start, end) : List.of();
        }
    }

    public ReservationHistory {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("a reservation has at least one version");
        }
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i).from().isBefore(versions.get(i - 1).from())) {
                throw new IllegalArgumentException("versions must be in order of time, but "
                        + versions.get(i).from() + " follows "
                        + versions.get(i - 1).from());
            }
        }
    }

    /** Of a reservation that never changed. */
    public static ReservationHistory of(Reservation reservation) {
        return new ReservationHistory(List.of(new Version(Instant.MIN, true, reservation)));
    }

    /** The terms that held last. */
    public Reservation latest() {
        return versions.getLast().reservation();
    }

    /** The stretches from {@code start} until {@code end}, without gaps. */
    public List<Stretch> stretches(Instant start, Instant end) {
        List<Stretch> stretches = new ArrayList<>();
        Instant at = start;
        Version held = new Version(start, false, versions.getFirst().reservation());
        for (Version next : versions) {
            if (!next.from().isBefore(end)) {
                break;
            }
            if (next.from().isAfter(at)) {
                stretches.add(new Stretch(at, next.from(), held.inForce(), held.reservation()));
                at = next.from();
            }
            held = next;
        }
        stretches.add(new Stretch(at, end, held.inForce(), held.reservation()));
        return stretches;
    }
}
