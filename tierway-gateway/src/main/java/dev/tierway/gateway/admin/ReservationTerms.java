package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.config.ConfigNode;

/** Reads what a reservation is to be, in the words of the configuration's {@code reservations}. */
@FunctionalInterface
public interface ReservationTerms {
    /**
     * The reservation that {@code terms} describe.
     *
     * @throws dev.tierway.core.config.ConfigException with everything that is wrong, unknown models and projects included
     */
    Reservation read(String name, ConfigNode.Mapping terms);
}
