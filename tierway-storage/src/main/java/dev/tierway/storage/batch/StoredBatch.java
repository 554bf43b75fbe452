package dev.tierway.storage.batch;

import dev.tierway.core.usage.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch as it stands.
 *
 * @param model that its lines name; empty until they are known
 * @param times when it came to each status that it was in, exact to 1 us
 * @param enqueuedTokens estimated input tokens of all lines; 0 until it is in progress
 * @param outputFile id, once it has ended with one
 * @param errorFile id, once it has ended with one
 * @param problems of its input, when that is why it failed
 */
public record StoredBatch(
        NewBatch asked,
        String model,
        BatchStatus status,
        Map<BatchStatus, Instant> times,
        Counts counts,
        Use use,
        long enqueuedTokens,
        Optional<String> outputFile,
        Optional<String> errorFile,
        List<BatchProblem> problems) {

    public StoredBatch {
        times = Map.copyOf(times);
        problems = List.copyOf(problems);
    }

    /** Lines; all 0 until it is in progress. */
    public record Counts(long total, long completed, long failed) {
        public static final Counts NONE = new Counts(0, 0, 0);

        /** Lines without a result. */
        public long open() {
            return total - completed - failed;
        }
    }

    /**
     * What its lines used and cost so far.
     *
     * @param costNanos nano-dollars of those that have a price
     * @param unpriced lines that have none
     */
    public record Use(Usage usage, long costNanos, long unpriced) {
        public static final Use NONE = new Use(Usage.NONE, 0, 0);
    }

    public String id() {
        return asked.id();
    }

    /** When it came to {@code status}; empty when it never was in it. */
    public Optional<Instant> at(BatchStatus wanted) {
        return Optional.ofNullable(times.get(wanted));
    }
}
