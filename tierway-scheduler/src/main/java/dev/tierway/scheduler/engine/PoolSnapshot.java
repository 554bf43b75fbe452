package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;

/** State of a pool at one instant, for metrics, the console and tests. Lists are in tier and configuration order. */
public record PoolSnapshot(List<Tier> tiers, List<Deployment> deployments, List<Reservation> reservations) {

    public PoolSnapshot {
        tiers = List.copyOf(tiers);
        deployments = List.copyOf(deployments);
        reservations = List.copyOf(reservations);
    }

    /**
     * One service tier of the pool.
     *
     * @param queuedTokens weighted tokens that wait
     * @param running attempts that were dispatched and have not ended
     * @param servedShare share of the pool's weighted tokens in the last share window, 0 to 1
     * @param predictedWaitNanos of a request that would join the tier's queue now
     */
    public record Tier(
            ServiceTier tier,
            int queued,
            double queuedTokens,
            int running,
            double servedShare,
            long predictedWaitNanos) {}

    /**
     * One deployment of the pool.
     *
     * @param kvTokens predicted tokens its KV cache holds now for our attempts
     * @param saturation how full it is: the greater of our ledger and its fresh signal; 1 is full
     */
    public record Deployment(
            String name, boolean available, int running, int slots, long kvTokens, double saturation) {}

    /**
     * What is left of one reservation.
     *
     * @param inputTokens left of the entitlement; negative while a request's excess is being paid back
     * @param outputTokens as {@code inputTokens}
     * @param openHolds requests whose debit is still provisional
     */
    public record Reservation(String name, double inputTokens, double outputTokens, int openHolds) {}

    public Tier tier(ServiceTier tier) {
        return tiers.stream().filter(row -> row.tier() == tier).findFirst().orElseThrow();
    }

    /** Requests that have not ended. */
    public int open() {
        return tiers.stream().mapToInt(tier -> tier.queued() + tier.running()).sum();
    }
}
