package dev.tierway.storage.evals;

import dev.tierway.storage.ledger.LedgerEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What was asked for when a run was created. Never changes.
 *
 * @param id unique
 * @param caller who pays for it
 * @param model that is tested; empty when the items bring their outputs
 * @param metadata an object of texts, as JSON
 * @param dataSource where items and samples come from, as JSON
 * @param createdAt exact to 1 us
 */
public record NewEvalRun(
        String id,
        String evalId,
        LedgerEntry.Caller caller,
        String name,
        String model,
        String metadata,
        String dataSource,
        Instant createdAt) {
    public NewEvalRun {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
