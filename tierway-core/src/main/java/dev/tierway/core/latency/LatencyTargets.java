package dev.tierway.core.latency;

import dev.tierway.core.tier.ServiceTier;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** The targets of every model alias in every tier. Immutable. */
public final class LatencyTargets {
    public static final LatencyTargets NONE = new LatencyTargets(Map.of());

    private final Map<String, Map<ServiceTier, LatencyTarget>> byAlias;

    /** @param byAlias model aliases and tiers that are absent have no target */
    public LatencyTargets(Map<String, Map<ServiceTier, LatencyTarget>> byAlias) {
        Map<String, Map<ServiceTier, LatencyTarget>> copy = new TreeMap<>();
        byAlias.forEach((alias, tiers) -> {
            Map<ServiceTier, LatencyTarget> some = new EnumMap<>(ServiceTier.class);
            tiers.forEach((tier, target) -> {
                if (!target.equals(LatencyTarget.NONE)) {
                    some.put(tier, target);
                }
            });
            if (!some.isEmpty()) {
                copy.put(alias, Collections.unmodifiableMap(some));
            }
        });
        this.byAlias = Collections.unmodifiableMap(copy);
    }

    /** The target of requests for {@code alias} that {@code tier} served. */
    public LatencyTarget of(String alias, ServiceTier tier) {
        return byAlias.getOrDefault(alias, Map.of()).getOrDefault(tier, LatencyTarget.NONE);
    }

    /** Every target that says something, by model alias and tier. */
    public Map<String, Map<ServiceTier, LatencyTarget>> byAlias() {
        return byAlias;
    }
}
