package dev.tierway.app.config;

import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How fast callers of a model should be answered. Requests are judged by it; and to keep the rates of reserved and
 * priority, the scheduler holds flex and batch back.
 *
 * @param general for every tier
 * @param tiers what differs in some
 */
public record TargetsConfig(LatencyTarget general, Map<ServiceTier, LatencyTarget> tiers) {
    static final TargetsConfig NONE = new TargetsConfig(LatencyTarget.NONE, Map.of());

    public TargetsConfig {
        Map<ServiceTier, LatencyTarget> ordered = new EnumMap<>(ServiceTier.class);
        ordered.putAll(tiers);
        tiers = Collections.unmodifiableMap(ordered);
    }

    static TargetsConfig from(ConfigReader reader) {
        return new TargetsConfig(target(reader), reader.section("tiers", TargetsConfig::tiers, Map.of()));
    }

    private static Map<ServiceTier, LatencyTarget> tiers(ConfigReader reader) {
        Map<ServiceTier, LatencyTarget> tiers = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ServiceTier.values()) {
            LatencyTarget target = reader.section(Formats.name(tier), TargetsConfig::target, LatencyTarget.NONE);
            if (!target.equals(LatencyTarget.NONE)) {
                tiers.put(tier, target);
            }
        }
        return tiers;
    }

    private static LatencyTarget target(ConfigReader reader) {
        return new LatencyTarget(
                reader.optional("ttft", Formats.POSITIVE_DURATION), reader.optional("min_otps", Formats.TOKEN_RATE));
    }

    /** What holds for requests that {@code tier} serves. */
    public LatencyTarget of(ServiceTier tier) {
        return tiers.getOrDefault(tier, LatencyTarget.NONE).over(general);
    }

    Map<ServiceTier, LatencyTarget> byTier() {
        Map<ServiceTier, LatencyTarget> all = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ServiceTier.values()) {
            all.put(tier, of(tier));
        }
        return all;
    }

    /** A target in words, empty when there is none. */
    static String words(LatencyTarget target) {
        String ttft = target.ttft().map(it -> "first token within " + words(it)).orElse("");
        String rate = target.minOtps()
                .map(it -> "at least " + it + " tokens/s a stream")
                .orElse("");
        return ttft + (ttft.isEmpty() || rate.isEmpty() ? "" : ", ") + rate;
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
