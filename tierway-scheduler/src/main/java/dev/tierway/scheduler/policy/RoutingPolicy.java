package dev.tierway.scheduler.policy;

import java.time.Duration;

/**
 * Which of the deployments with room gets a request.
 *
 * @param affinityHitRatio share of the prompt that must be cached for a deployment to be kept for its cache
 * @param affinityPenalty predicted delay of the first token that a cached deployment may cost against the best one
 * @param boundedLoad how far above the pool's mean load the cached deployment may be, at least 1
 * @param exploration share of standard, flex and batch requests sent to a random deployment, so that rates stay learned
 * @param regionPenalty of predicted time to first token, per rank of distance
 * @param sampleAbove deployments with room above which a random sample is compared and not all
 * @param prefixBlocks blocks remembered per deployment
 */
public record RoutingPolicy(
        double affinityHitRatio,
        Duration affinityPenalty,
        double boundedLoad,
        double exploration,
        Duration regionPenalty,
        int sampleAbove,
        int prefixBlocks) {

    public static final RoutingPolicy DEFAULT =
            new RoutingPolicy(0.8, Duration.ofSeconds(5), 1.25, 0.01, Duration.ofMillis(250), 128, 16_384);

    public RoutingPolicy {
        if (!(affinityHitRatio > 0 && affinityHitRatio <= 1) || !(exploration >= 0 && exploration <= 1)) {
            throw new IllegalArgumentException("routing policy: affinity_hit_ratio (" + affinityHitRatio
                    + ") and exploration (" + exploration + ") must be between 0 and 1");
        }
        if (!(boundedLoad >= 1) || sampleAbove < 2 || prefixBlocks < 1) {
            throw new IllegalArgumentException("routing policy: bounded_load (" + boundedLoad
                    + ") must be at least 1, sample_above (" + sampleAbove + ") at least 2, prefix_blocks ("
                    + prefixBlocks + ") at least 1");
        }
        if (affinityPenalty.isNegative() || regionPenalty.isNegative()) {
            throw new IllegalArgumentException("routing policy: penalties must not be negative");
        }
    }
}
