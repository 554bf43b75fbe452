package dev.tierway.scheduler.engine;

import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.tier.ServiceTier;
import java.util.List;

/**
 * State of a pool at one instant, for metrics, the console and tests. Lists are in tier and configuration order.
 *
 * @param tokensPerSecond weighted tokens that the pool serves while work waits
 */
public record PoolSnapshot(
        List<Tier> tiers, List<Deployment> deployments, List<Reservation> reservations, double tokensPerSecond) {

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
     * One reservation: what it grants, what is left of it, and what came of it since it was made. A cancelled one is here
     * until its holds have ended.
     *
     * @param inputPerMinute units it grants on the input side
     * @param outputPerMinute units it grants on the output side
     * @param inputTokens units left of the entitlement; negative while a request's excess is being paid back
     * @param outputTokens as {@code inputTokens}
     * @param openHolds requests whose debit is still provisional
     * @param use of requests that have ended
     */
    public record Reservation(
            String name,
            boolean active,
            long inputPerMinute,
            long outputPerMinute,
            double inputTokens,
            double outputTokens,
            int openHolds,
            Outcomes outcomes,
            ReservationUse use) {

        /** How reserved requests were decided on: let in, moved to another tier, turned away. */
        public record Outcomes(long admitted, long spilled, long refused) {}
    }

    /** The reservation of that name. */
    public Reservation reservation(String name) {
        return reservations.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public Tier tier(ServiceTier tier) {
        return tiers.stream().filter(row -> row.tier() == tier).findFirst().orElseThrow();
    }

    /** Requests that have not ended. */
    public int open() {
        return tiers.stream().mapToInt(tier -> tier.queued() + tier.running()).sum();
    }
}
