package dev.tierway.storage.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * How a batch that was read in ended.
 *
 * @param status {@code COMPLETED}, {@code EXPIRED} or {@code CANCELLED}
 */
public record BatchEnd(BatchStatus status, Optional<String> outputFile, Optional<String> errorFile, Instant at) {
    public BatchEnd {
        boolean end = switch (status) {
            case COMPLETED, EXPIRED, CANCELLED -> true;
            case VALIDATING, FAILED, IN_PROGRESS, FINALIZING, CANCELLING -> false;
        };
        if (!end) {
            throw new IllegalArgumentException("a batch does not end as " + status);
        }
    }
}
