package dev.tierway.scheduler.policy;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How much may wait, and for how long.
 *
 * @param perTier requests that may wait in each tier of the pool; a tier that is absent may queue none. Reserved work
 *     inside its entitlement is never counted: the entitlement bounds it
 * @param projectShare of a tier's limit, above 0 and up to 1, that one project may fill
 * @param failFast tiers whose requests are refused at once when the predicted wait is past their deadline
 * @param failFastMargin how many times longer than the time left the predicted wait must be for that, at least 1
 * @param fallbackWait how long a flex request that fell back to standard may still wait there
 */
public record QueuePolicy(
        Map<ServiceTier, Integer> perTier,
        double projectShare,
        Set<ServiceTier> failFast,
        double failFastMargin,
        Duration fallbackWait) {

    public static final QueuePolicy DEFAULT = new QueuePolicy(
            Map.of(
                    ServiceTier.RESERVED, 2_000,
                    ServiceTier.PRIORITY, 2_000,
                    ServiceTier.STANDARD, 10_000,
                    ServiceTier.FLEX, 50_000,
                    ServiceTier.BATCH, 200_000),
            0.25,
            Set.of(ServiceTier.FLEX, ServiceTier.BATCH),
            1.5,
            Duration.ofSeconds(60));

    public QueuePolicy {
        perTier = Map.copyOf(perTier);
        failFast = Set.copyOf(failFast);
        perTier.forEach((tier, limit) -> {
            if (limit < 0) {
                throw new IllegalArgumentException("queue limit of " + tier.wireName() + " is negative: " + limit);
            }
        });
        if (!(projectShare > 0 && projectShare <= 1) || !(failFastMargin >= 1) || fallbackWait.isNegative()) {
            throw new IllegalArgumentException("queue policy: project_share (" + projectShare
                    + ") must be above 0 and up to 1, fail_fast_margin (" + failFastMargin
                    + ") at least 1, fallback_wait (" + fallbackWait + ") not negative");
        }
    }

    public int limit(ServiceTier tier) {
        return perTier.getOrDefault(tier, 0);
    }

    public int limitPerProject(ServiceTier tier) {
        return (int) Math.ceil(projectShare * limit(tier));
    }
}
