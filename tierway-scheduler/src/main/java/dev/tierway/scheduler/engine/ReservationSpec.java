package dev.tierway.scheduler.engine;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import java.util.List;
import java.util.Set;

/**
 * A reservation on the pool, as the scheduler sees it.
 *
 * @param projects that may draw on it, at least one
 * @param inputPerMinute units a minute inside the entitlement on the input side, positive
 * @param outputPerMinute units a minute inside the entitlement on the output side, positive
 * @param rates how tokens draw on it
 * @param spill what becomes of work for which it has no room
 * @param overrides what single requests may ask for instead
 */
public record ReservationSpec(
        String name,
        List<String> projects,
        long inputPerMinute,
        long outputPerMinute,
        BurndownRates rates,
        SpillPolicy spill,
        Set<SpillOverride> overrides) {

    public ReservationSpec {
        projects = List.copyOf(projects);
        overrides = Set.copyOf(overrides);
        if (inputPerMinute <= 0 || outputPerMinute <= 0) {
            throw new IllegalArgumentException("reservation " + name + ": input_tpm (" + inputPerMinute
                    + ") and output_tpm (" + outputPerMinute + ") must be positive");
        }
        if (projects.isEmpty()) {
            throw new IllegalArgumentException("reservation " + name + " has no project");
        }
    }

    /** What the scheduler must know of {@code reservation}; its schedule is told by {@link Activity}. */
    public static ReservationSpec of(Reservation reservation) {
        return new ReservationSpec(
                reservation.name(),
                reservation.projects(),
                reservation.inputTpm(),
                reservation.outputTpm(),
                reservation.rates(),
                reservation.spill(),
                reservation.overrides());
    }
}
