package dev.tierway.storage.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Who did what to which object.
 *
 * @param at wall clock, exact to 1 us
 * @param actor id of the key used, or what stands for it
 * @param action like {@code created}, {@code updated}, {@code revoked}
 * @param objectKind like {@code reservation}
 * @param before the object as JSON; empty when it did not exist
 * @param after the object as JSON; empty when it no longer exists
 */
public record AuditEntry(
        Instant at,
        String actor,
        String action,
        String objectKind,
        String objectName,
        Optional<String> before,
        Optional<String> after) {
    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }
}
