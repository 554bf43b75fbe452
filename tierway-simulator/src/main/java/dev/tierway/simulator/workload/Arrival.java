package dev.tierway.simulator.workload;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.engine.SchedulingRequest;
import java.util.List;
import java.util.Optional;

/**
 * One request on its way in.
 *
 * @param id counts from 0 in order of arrival
 * @param inputTokens whole prompt
 * @param outputTokens what the answer will really be, unknown to the scheduler
 * @param prefixBlocks hashes of the prompt's leading blocks
 */
public record Arrival(
        long id, long atNanos, Traffic traffic, int inputTokens, int outputTokens, List<Long> prefixBlocks) {

    /** The same request under another number. */
    public Arrival numbered(long number) {
        return new Arrival(number, atNanos, traffic, inputTokens, outputTokens, prefixBlocks);
    }

    public long deadlineNanos() {
        return atNanos + traffic.patience().toNanos();
    }

    /** When the client leaves if it has not seen a token. */
    public long leavesNanos() {
        return deadlineNanos() + Traffic.LINGERS.toNanos();
    }

    /** What the scheduler is told: all but batch answers go to the caller as they come. */
    public SchedulingRequest request() {
        int maximum = Math.max(traffic.maxOutputTokens(), outputTokens);
        return new SchedulingRequest(
                id,
                traffic.project(),
                traffic.tier(),
                inputTokens,
                Math.min(traffic.expectedOutputTokens(), maximum),
                maximum,
                prefixBlocks,
                prefixBlocks.isEmpty() ? 0 : traffic.prefixes().blockTokens(),
                deadlineNanos(),
                traffic.flexFallback(),
                traffic.tier() == ServiceTier.BATCH,
                Optional.empty());
    }
}
