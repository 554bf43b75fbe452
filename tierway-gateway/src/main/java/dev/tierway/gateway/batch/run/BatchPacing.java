package dev.tierway.gateway.batch.run;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.scheduler.pace.BatchPace;
import dev.tierway.scheduler.pace.PacePolicy;
import dev.tierway.scheduler.policy.TokenWeights;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives batch the share of each pool that its unfinished batches need to end in time. Thread-safe. */
public final class BatchPacing implements BatchWatch {
    /** Output of a line before any of its batch has run. */
    private static final int PRIOR_OUTPUT = 128;

    private static final TokenWeights WEIGHTS = TokenWeights.DEFAULT;

    private final Map<String, AdmissionGate> gates;
    private final Map<AdmissionGate, BatchPace> paces = new HashMap<>();
    private final Ticker ticker;

    /**
     * Paces the batches of some pools.
     *
     * @param gates of the pools, by model alias
     */
    public BatchPacing(Map<String, AdmissionGate> gates, PacePolicy policy, Ticker ticker) {
        this.gates = Map.copyOf(gates);
        this.ticker = ticker;
        gates.values().forEach(gate -> paces.computeIfAbsent(gate, _ -> new BatchPace(policy)));
    }

    @Override
    public void ended(String model, String outcome, int lines) {
        // Seen in the counts of its batch.
    }

    @Override
    public synchronized void observed(Collection<StoredBatch> unfinished, Map<String, Integer> inFlight, Instant now) {
        Map<AdmissionGate, List<BatchPace.Commitment>> open = new HashMap<>();
        for (StoredBatch batch : unfinished) {
            AdmissionGate gate = gates.get(batch.model());
            if (gate != null && batch.status() == BatchStatus.IN_PROGRESS) {
                open.computeIfAbsent(gate, _ -> new ArrayList<>()).add(commitment(batch, now));
            }
        }
        paces.forEach((gate, pace) -> gate.pace(pace, open.getOrDefault(gate, List.of())));
    }

    private BatchPace.Commitment commitment(StoredBatch batch, Instant now) {
        Duration left = Duration.between(now, batch.asked().expiresAt());
        return new BatchPace.Commitment(
                (double) batch.counts().open() * perLine(batch), ticker.nanos() + left.toNanos());
    }

    /** Weighted tokens of a line: those of the batch that have run say, else what is estimated. */
    static double perLine(StoredBatch batch) {
        long answered = batch.counts().completed();
        if (answered == 0) {
            double input = (double) batch.enqueuedTokens()
                    / (double) Math.max(1, batch.counts().total());
            return input * WEIGHTS.uncachedInput() + PRIOR_OUTPUT * WEIGHTS.output();
        }
        Usage used = batch.use().usage();
        double uncached = (double) used.input() - used.cacheRead();
        double all = uncached * WEIGHTS.uncachedInput()
                + (double) used.cacheRead() * WEIGHTS.cachedInput()
                + (double) used.output() * WEIGHTS.output();
        return all / (double) answered;
    }
}
