package dev.tierway.simulator.run;

import dev.tierway.core.capacity.ReservationUse;

/**
 * One reservation over the measured phase.
 *
 * @param inputUnits that it granted while it was active
 * @param outputUnits as {@code inputUnits}
 * @param use of requests that ended in it
 */
public record ReservationGrant(String name, double inputUnits, double outputUnits, ReservationUse use) {}
