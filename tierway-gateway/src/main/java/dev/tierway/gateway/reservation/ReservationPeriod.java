package dev.tierway.gateway.reservation;

import dev.tierway.core.capacity.CalendarWindow;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.ReservationFigures;
import dev.tierway.core.usage.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What became of a reservation in some time.
 *
 * @param terms that held at its end
 * @param stretches in which terms did not change, with what was drawn in each
 * @param projects what each project did, by name; also those that only spilled
 */
public record ReservationPeriod(
        CalendarWindow.Span span,
        Reservation terms,
        List<ReservationFigures.Stretch> stretches,
        Map<String, ProjectUse> projects) {

    /**
     * Requests that were served alike.
     *
     * @param costNanos nano-dollars that the ledger has for them
     * @param unpriced requests that have no price
     */
    public record Served(long requests, Usage usage, long costNanos, long unpriced) {
        static final Served NONE = new Served(0, Usage.NONE, 0, 0);

        Served plus(Served other) {
            return new Served(
                    requests + other.requests,
                    usage.plus(other.usage),
                    Math.addExact(costNanos, other.costNanos),
                    unpriced + other.unpriced);
        }
    }

    /**
     * Requests inside the reservation and past it.
     *
     * @param onDemandNanos what those inside would have cost as standard, at the prices of their time; empty when some of
     *     them have no price
     */
    public record ProjectUse(Served inside, Served spilled, OptionalLong onDemandNanos) {
        static final ProjectUse NONE = new ProjectUse(Served.NONE, Served.NONE, OptionalLong.of(0));

        ProjectUse plus(ProjectUse other) {
            return new ProjectUse(
                    inside.plus(other.inside),
                    spilled.plus(other.spilled),
                    onDemandNanos.isPresent() && other.onDemandNanos.isPresent()
                            ? OptionalLong.of(Math.addExact(onDemandNanos.getAsLong(), other.onDemandNanos.getAsLong()))
                            : OptionalLong.empty());
        }
    }

    public ReservationPeriod {
        stretches = List.copyOf(stretches);
        projects = Collections.unmodifiableMap(new TreeMap<>(projects));
    }

    public ReservationFigures figures() {
        return ReservationFigures.of(stretches);
    }

    /** All projects together. */
    public ProjectUse use() {
        return projects.values().stream().reduce(ProjectUse.NONE, ProjectUse::plus);
    }

    /** This period and {@code later} as one. Its costs and shares are the sums of theirs. */
    ReservationPeriod plus(ReservationPeriod later) {
        Map<String, ProjectUse> together = new TreeMap<>(projects);
        later.projects.forEach((project, use) -> together.merge(project, use, ProjectUse::plus));
        List<ReservationFigures.Stretch> all = new ArrayList<>(stretches);
        all.addAll(later.stretches);
        return new ReservationPeriod(
                new CalendarWindow.Span(span.start(), later.span.end()), later.terms, all, together);
    }
}
