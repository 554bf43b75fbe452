package dev.tierway.core.capacity;

import java.util.List;
import java.util.Set;

/**
 * Bought capacity of a model: who may use how much of it, when, how tokens draw on it, what it costs, and what becomes of
 * work for which it has no room.
 *
 * @param model alias whose pool it is set aside on
 * @param projects that own it together, at least one; in the order they were named
 * @param inputTpm units a minute on the input side, positive
 * @param outputTpm units a minute on the output side, positive
 * @param spill what becomes of work above it, or outside its schedule
 * @param overrides what single requests may ask for instead
 */
public record Reservation(
        String name,
        String model,
        List<String> projects,
        long inputTpm,
        long outputTpm,
        Schedule schedule,
        CapacityPrice price,
        BurndownRates rates,
        SpillPolicy spill,
        Set<SpillOverride> overrides) {

    public Reservation {
        projects = List.copyOf(projects);
        overrides = Set.copyOf(overrides);
        if (projects.isEmpty()) {
            throw new IllegalArgumentException("reservation '" + name + "' needs at least one project that owns it");
        }
        if (inputTpm <= 0 || outputTpm <= 0) {
            throw new IllegalArgumentException("reservation '" + name + "': input_tpm (" + inputTpm
                    + ") and output_tpm (" + outputTpm + ") must be positive");
        }
        if (spill == SpillPolicy.REJECT && overrides.contains(SpillOverride.SKIP)) {
            throw new IllegalArgumentException(
                    "reservation '" + name + "': 'skip' needs a tier to spill to; set 'spill'"
                            + " to standard, priority or flex, or take 'skip' out of 'spill_overrides'");
        }
    }
}
