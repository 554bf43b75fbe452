package dev.tierway.core.pricing;

import dev.tierway.core.tier.ServiceTier;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model costs, whole: nothing is left to a default.
 *
 * <p>A price that a tier or a context step does not list is taken from where it is listed last in the order: standard,
 * the tier, then for each step that the prompt exceeds, from low to high, standard's step and the tier's step. So a tier
 * gives no discount that it does not list. Reasoning that is listed nowhere costs what output costs.
 *
 * @param standard lists every kind but reasoning
 * @param tiers prices of priority, flex and batch; reserved capacity is paid by the hour
 */
public record ModelPrice(PriceSheet standard, Map<ServiceTier, TierPrice> tiers) {
    /** The tiers that have prices beside standard. */
    public static final List<ServiceTier> TIERS = List.of(ServiceTier.PRIORITY, ServiceTier.FLEX, ServiceTier.BATCH);

    public ModelPrice {
        for (TokenKind kind : TokenKind.values()) {
            if (kind != TokenKind.REASONING && !standard.prices().containsKey(kind)) {
                throw new IllegalArgumentException("'" + kind.key() + "' has no price");
            }
        }
        if (!tiers.keySet().equals(Set.copyOf(TIERS))) {
            throw new IllegalArgumentException("prices are needed for priority, flex and batch, not " + tiers.keySet());
        }
        tiers = Collections.unmodifiableMap(new EnumMap<>(tiers));
    }
}
