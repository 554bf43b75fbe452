package dev.tierway.storage.file;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is known of a file before its content.
 *
 * @param id {@code file-} and an id that nobody else has
 * @param project whose it is
 * @param purpose {@link StoredFile#BATCH} and the like
 * @param createdAt exact to 1 us
 * @param expiresAt when it is deleted
 */
public record NewFile(
        String id, String project, String purpose, String filename, Instant createdAt, Optional<Instant> expiresAt) {
    public NewFile {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MICROS));
    }
}
