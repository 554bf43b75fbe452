package dev.tierway.storage.reservation;

import java.time.Instant;

/**
 * A reservation as it was from {@code at} on.
 *
 * @param version 1 for the first
 * @param body what was reserved, as JSON
 */
public record StoredReservation(String name, long version, Instant at, boolean cancelled, String body) {}
