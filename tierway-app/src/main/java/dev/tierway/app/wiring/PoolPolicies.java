package dev.tierway.app.wiring;

import dev.tierway.app.config.ModelConfig;
import dev.tierway.app.config.SchedulingConfig;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.pipeline.RequestLimits;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.policy.LimitPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.PreemptionPolicy;
import dev.tierway.scheduler.policy.QueuePolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code scheduling} section in the scheduler's own words. */
final class PoolPolicies {
    private PoolPolicies() {}

    /** @param models the aliases of one pool: the strictest of their targets holds */
    static PoolPolicy of(SchedulingConfig config, Collection<ModelConfig> models) {
        Map<ServiceTier, Integer> queues = new EnumMap<>(ServiceTier.class);
        Map<ServiceTier, Double> shares = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ServiceTier.values()) {
            queues.put(tier, config.tier(tier).maxQueued());
            if (tier.scavenger()) {
                shares.put(tier, config.tier(tier).minShare());
            }
        }
        return PoolPolicy.DEFAULT
                .withQueues(new QueuePolicy(
                        queues,
                        config.projectQueueShare(),
                        QueuePolicy.DEFAULT.failFast(),
                        QueuePolicy.DEFAULT.failFastMargin(),
                        QueuePolicy.DEFAULT.fallbackWait()))
                .withBands(new BandPolicy(
                        shares,
                        config.shareWindow(),
                        BandPolicy.DEFAULT.promotionShare(),
                        BandPolicy.DEFAULT.slackMargin()))
                .withLimits(limits(models))
                .withPreemption(new PreemptionPolicy(config.wastedShare(), PreemptionPolicy.DEFAULT.perRequest()));
    }

    static RequestLimits requestLimits(SchedulingConfig config) {
        Map<ServiceTier, Duration> waits = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ServiceTier.values()) {
            waits.put(tier, config.tier(tier).maxWait());
        }
        return new RequestLimits(waits, config.callTimeout(), config.attempts());
    }

    private static LimitPolicy limits(Collection<ModelConfig> models) {
        Optional<Duration> betweenTokens = models.stream()
                .flatMap(model -> Stream.of(ServiceTier.RESERVED, ServiceTier.PRIORITY)
                        .flatMap(tier -> model.targets().of(tier).minOtps().stream()))
                .max(Double::compare)
                .map(tokensPerSecond -> Duration.ofNanos((long) (1e9 / tokensPerSecond)));
        LimitPolicy defaults = LimitPolicy.DEFAULT;
        return new LimitPolicy(
                betweenTokens.orElse(defaults.timeBetweenTokens()),
                defaults.kvReserve(),
                defaults.reclaim(),
                defaults.headroomShare(),
                defaults.reservedSlots(),
                defaults.signalMaxAge(),
                defaults.batchPrompts());
    }
}
