package dev.tierway.storage.file;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that is there whole. Its content never changes.
 *
 * @param bytes of its content
 */
public record StoredFile(
        String id,
        String project,
        String purpose,
        String filename,
        long bytes,
        Instant createdAt,
        Optional<Instant> expiresAt) {
    /** Purpose of a file that is the input of a batch. */
    public static final String BATCH = "batch";

    /** Purpose of a file that a batch wrote. */
    public static final String BATCH_OUTPUT = "batch_output";

    static StoredFile of(NewFile file, long bytes) {
        return new StoredFile(
                file.id(), file.project(), file.purpose(), file.filename(), bytes, file.createdAt(), file.expiresAt());
    }
}
