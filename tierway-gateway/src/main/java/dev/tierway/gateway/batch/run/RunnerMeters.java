package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.StoredBatch;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** Hears how batches go, for metrics. Thread-safe; must be quick and must not throw. */
public interface RunnerMeters {
    /** Listens to nothing. */
    RunnerMeters NONE = new RunnerMeters() {
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
}
