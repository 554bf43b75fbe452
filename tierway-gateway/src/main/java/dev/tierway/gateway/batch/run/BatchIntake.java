package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.StoredBatch;

/** Reads in batches whose input nobody has read yet. Thread-safe. */
@FunctionalInterface
public interface BatchIntake {
    /**
     * Reads in a batch that is claimed for that, and puts it in progress or has it fail. Throws when something else than
     * the input is at fault; the batch is then read in again, from the beginning, later.
     */
    void readIn(BatchClaim claim, StoredBatch batch);
}
