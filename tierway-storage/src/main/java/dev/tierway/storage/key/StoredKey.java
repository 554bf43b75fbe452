package dev.tierway.storage.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A caller's key as it is kept: without its secret.
 *
 * @param id names it in the ledger, in metrics and to administrators
 * @param digest SHA-256 of the secret, 64 lower-case hexadecimal digits
 * @param name for people; may be empty
 * @param scopes what it may be used for, separated by blanks
 * @param useCase the one that its requests are for; empty for whichever they name
 * @param createdAt like the others exact to 1 us
 */
public record StoredKey(
        String id,
        String digest,
        String project,
        String name,
        String scopes,
        Optional<String> useCase,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {
    public StoredKey {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt.map(it -> it.truncatedTo(ChronoUnit.MICROS));
        revokedAt = revokedAt.map(it -> it.truncatedTo(ChronoUnit.MICROS));
    }

    /** This key, of no use from {@code at} on. */
    public StoredKey revoked(Instant at) {
        return new StoredKey(id, digest, project, name, scopes, useCase, createdAt, expiresAt, Optional.of(at));
    }

    /** Whether it opens anything at {@code now}. */
    public boolean valid(Instant now) {
        return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
}
