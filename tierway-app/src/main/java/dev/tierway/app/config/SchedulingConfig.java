package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the pools share their capacity between tiers.
 *
 * @param tiers one entry for every tier
 * @param projectQueueShare part of a tier's queue, above 0 and up to 1, that one project may fill
 * @param shareWindow span over which the minimum shares of flex and batch hold
 * @param wastedShare part of the served tokens, 0 to 1, that cancelled flex and batch attempts may throw away
 * @param callTimeout longest time from dispatch to the last byte
 * @param attempts most deployments tried before the first byte
 */
public record SchedulingConfig(
        Map<ServiceTier, TierConfig> tiers,
        double projectQueueShare,
        Duration shareWindow,
        double wastedShare,
        Duration callTimeout,
        int attempts) {

    public static final SchedulingConfig DEFAULTS = new SchedulingConfig(
            Map.of(
                    ServiceTier.RESERVED, new TierConfig(2_000, Duration.ofMinutes(2), 0),
                    ServiceTier.PRIORITY, new TierConfig(2_000, Duration.ofMinutes(2), 0),
                    ServiceTier.STANDARD, new TierConfig(10_000, Duration.ofMinutes(2), 0),
                    ServiceTier.FLEX, new TierConfig(50_000, Duration.ofMinutes(15), 0.05),
                    ServiceTier.BATCH, new TierConfig(200_000, Duration.ofHours(24), 0.02)),
            0.25,
            Duration.ofSeconds(60),
            0.05,
            Duration.ofMinutes(30),
            3);

    /**
     * The limits of one tier in one pool.
     *
     * @param maxQueued requests that may wait
     * @param maxWait longest wait; afterwards a request is refused
     * @param minShare least part of the weighted tokens while it has work, 0 to 1; only flex and batch have one
     */
    public record TierConfig(int maxQueued, Duration maxWait, double minShare) {
        static TierConfig from(ServiceTier tier, ConfigReader reader) {
            TierConfig defaults = DEFAULTS.tier(tier);
            return new TierConfig(
                    reader.or("max_queued", ConfigFormats.integer(0, 10_000_000), defaults.maxQueued),
                    reader.or("max_wait", Formats.POSITIVE_DURATION, defaults.maxWait),
                    tier.scavenger() ? reader.or("min_share", ConfigFormats.PERCENT, defaults.minShare) : 0);
        }
    }

    public SchedulingConfig {
        tiers = Map.copyOf(tiers);
        double shares =
                tiers.values().stream().mapToDouble(TierConfig::minShare).sum();
        if (shares > 0.5) {
            throw new IllegalArgumentException(
                    "the minimum shares of flex and batch add up to more than 50%; lower 'min_share'");
        }
    }

    public TierConfig tier(ServiceTier tier) {
        TierConfig config = tiers.get(tier);
        if (config == null) {
            throw new IllegalStateException("no limits for tier " + tier);
        }
        return config;
    }

    static SchedulingConfig from(ConfigReader reader) {
        return new SchedulingConfig(
                reader.section("tiers", SchedulingConfig::tiers, DEFAULTS.tiers),
                reader.or("project_queue_share", Formats.SHARE, DEFAULTS.projectQueueShare),
                reader.or("share_window", Formats.POSITIVE_DURATION, DEFAULTS.shareWindow),
                reader.or("wasted_share", ConfigFormats.PERCENT, DEFAULTS.wastedShare),
                reader.or("call_timeout", Formats.POSITIVE_DURATION, DEFAULTS.callTimeout),
                reader.or("attempts", ConfigFormats.integer(1, 10), DEFAULTS.attempts));
    }

    private static Map<ServiceTier, TierConfig> tiers(ConfigReader reader) {
        Map<ServiceTier, TierConfig> tiers = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ServiceTier.values()) {
            tiers.put(tier, reader.section(Formats.name(tier), it -> TierConfig.from(tier, it), DEFAULTS.tier(tier)));
        }
        return tiers;
    }
}
