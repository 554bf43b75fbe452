package dev.tierway.gateway.batch.run;

import dev.tierway.storage.Alongside;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;

/** What is written when a batch ends, with its end, for those who are to be told of it. */
@FunctionalInterface
public interface BatchEvents {
    /**
     * What to write.
     *
     * @param status as which {@code batch} ends
     */
    Alongside ended(StoredBatch batch, BatchStatus status);
}
