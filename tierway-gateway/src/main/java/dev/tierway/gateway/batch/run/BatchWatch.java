package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.StoredBatch;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Hears how batches go. Thread-safe; must be quick and must not throw. */
public interface BatchWatch {
    /** Listens to nothing. */
    BatchWatch NONE = new BatchWatch() {
        @Override
        public void ended(String model, String outcome, int lines) {}

        @Override
        public void observed(Collection<StoredBatch> unfinished, Map<String, Integer> inFlight, Instant now) {}
    };

    /**
     * So many lines have their results.
     *
     * @param outcome {@code completed}, {@code failed}, {@code shared}, {@code batch_expired} or {@code batch_cancelled}
     */
    void ended(String model, String outcome, int lines);

    /**
     * All batches that have not ended, and lines by model that are in this gateway's queue or run; about once a second.
     */
    void observed(Collection<StoredBatch> unfinished, Map<String, Integer> inFlight, Instant now);

    /** Tells {@code other} after this one. */
    default BatchWatch and(BatchWatch other) {
        return new BatchWatch() {
            @Override
            public void ended(String model, String outcome, int lines) {
                BatchWatch.this.ended(model, outcome, lines);
                other.ended(model, outcome, lines);
            }

            @Override
            public void observed(Collection<StoredBatch> unfinished, Map<String, Integer> inFlight, Instant now) {
                BatchWatch.this.observed(unfinished, inFlight, now);
                other.observed(unfinished, inFlight, now);
            }
        };
    }
}
