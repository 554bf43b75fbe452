package dev.tierway.scheduler.policy;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Map;

/**
 * How strict the order of the tiers is.
 *
 * @param minimumShares share of the pool's weighted tokens, 0 to 1, that a tier with waiting work gets however busy
 *     the tiers above it are; absent means 0, strictly last
 * @param shareWindow over which the shares hold
 * @param promotionShare of all dispatches, 0 to 1, that may go to flex or batch requests whose slack has run out
 * @param slackMargin a flex or batch request is promoted when less than this would be left of its deadline after
 *     waiting in the band above
 */
public record BandPolicy(
        Map<ServiceTier, Double> minimumShares, Duration shareWindow, double promotionShare, Duration slackMargin) {

    public static final BandPolicy DEFAULT = new BandPolicy(
            Map.of(ServiceTier.FLEX, 0.05, ServiceTier.BATCH, 0.02),
            Duration.ofSeconds(60),
            0.05,
            Duration.ofSeconds(5));

    public BandPolicy {
        minimumShares = Map.copyOf(minimumShares);
        double sum = 0;
        for (double share : minimumShares.values()) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("minimum share must be between 0 and 1: " + share);
            }
            sum += share;
        }
        if (sum > 1) {
            throw new IllegalArgumentException("minimum shares add up to more than 1: " + minimumShares);
        }
        if (!(promotionShare >= 0 && promotionShare <= 1) || !shareWindow.isPositive() || slackMargin.isNegative()) {
            throw new IllegalArgumentException("band policy: promotion_share (" + promotionShare
                    + ") must be between 0 and 1, share_window (" + shareWindow + ") positive, slack_margin ("
                    + slackMargin + ") not negative");
        }
    }

    public double minimumShare(ServiceTier tier) {
        return minimumShares.getOrDefault(tier, 0.0);
    }
}
