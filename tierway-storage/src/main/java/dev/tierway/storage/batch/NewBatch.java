package dev.tierway.storage.batch;

import dev.tierway.storage.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for when a batch was created. Never changes.
 *
 * @param id unique
 * @param endpoint path that all lines go to
 * @param inputFile id; empty for a micro-batch
 * @param completionWindow in the words of whoever asked
 * @param metadata in the order given
 * @param outputExpiresAfter how long the output is kept, where that was asked for
 * @param shareIdentical whether lines that are alike may share one execution
 * @param micro whether it is filled by single submissions
 * @param createdAt wall clock, exact to 1 us
 * @param expiresAt end of the window, exact to 1 us
 */
public record NewBatch(
        String id,
        LedgerEntry.Caller caller,
        String endpoint,
        String inputFile,
        String completionWindow,
        Map<String, String> metadata,
        Optional<Duration> outputExpiresAfter,
        boolean shareIdentical,
        boolean micro,
        Instant createdAt,
        Instant expiresAt) {

    public NewBatch {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MICROS);
    }
}
