package dev.tierway.core.pricing;

import dev.tierway.core.tier.ServiceTier;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What stands in for prices that a model does not list.
 *
 * @param cache by cache kind
 * @param tiers for priority, flex and batch
 */
public record PriceDefaults(Map<TokenKind, Price> cache, Map<ServiceTier, TierPrice> tiers) {
    /**
     * Cache reads 0.1 of the input price, writes 1.25 (5 minutes) and 2 (1 hour), as Anthropic and Bedrock price them;
     * priority 1.75, flex and batch 0.5 of standard, as Bedrock and OpenAI do.
     */
    public static final PriceDefaults USUAL = new PriceDefaults(
            Map.of(
                    TokenKind.CACHE_READ, new Price.OfInput(new BigDecimal("0.1")),
                    TokenKind.CACHE_WRITE_5M, new Price.OfInput(new BigDecimal("1.25")),
                    TokenKind.CACHE_WRITE_1H, new Price.OfInput(new BigDecimal("2"))),
            Map.of(
                    ServiceTier.PRIORITY, new TierPrice.Times(new BigDecimal("1.75")),
                    ServiceTier.FLEX, new TierPrice.Times(new BigDecimal("0.5")),
                    ServiceTier.BATCH, new TierPrice.Times(new BigDecimal("0.5"))));

    public PriceDefaults {
        cache = Collections.unmodifiableMap(new EnumMap<>(cache));
        tiers = Collections.unmodifiableMap(new EnumMap<>(tiers));
    }

    /**
     * The whole price of a model that lists at least input and output.
     *
     * @throws IllegalArgumentException when it does not
     */
    public ModelPrice complete(PriceSheet listed, Map<ServiceTier, TierPrice> listedTiers) {
        Map<TokenKind, Price> prices = new EnumMap<>(cache);
        prices.putAll(listed.prices());
        Map<ServiceTier, TierPrice> byTier = new EnumMap<>(tiers);
        byTier.putAll(listedTiers);
        return new ModelPrice(new PriceSheet(prices, listed.above()), byTier);
    }
}
