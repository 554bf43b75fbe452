package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceDefaults;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Reads prices, which are written alike in the configuration and in price books. */
final class PriceBinding {
    private PriceBinding() {}

    /** A price that lists at least input and output; the rest is from {@code defaults} where it is not listed. */
    static ModelPrice modelPrice(ConfigReader reader, PriceDefaults defaults) {
        Map<TokenKind, Price> prices = prices(reader, Set.of(TokenKind.INPUT, TokenKind.OUTPUT));
        PriceSheet listed = new PriceSheet(prices, steps(reader));
        return defaults.complete(listed, reader.section("tiers", PriceBinding::tiers, Map.of()));
    }

    /** Defaults, in which what is not listed is as in {@link PriceDefaults#USUAL}. */
    static PriceDefaults defaults(ConfigReader reader) {
        Map<TokenKind, Price> cache = new EnumMap<>(PriceDefaults.USUAL.cache());
        for (TokenKind kind : PriceDefaults.USUAL.cache().keySet()) {
            reader.optional(kind.key(), PriceFormats.CACHE).ifPresent(price -> cache.put(kind, price));
        }
        Map<ServiceTier, TierPrice> tiers = new EnumMap<>(PriceDefaults.USUAL.tiers());
        tiers.putAll(reader.section("tiers", PriceBinding::multiples, Map.of()));
        return new PriceDefaults(cache, tiers);
    }

    private static Map<ServiceTier, TierPrice> multiples(ConfigReader reader) {
        Map<ServiceTier, TierPrice> tiers = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ModelPrice.TIERS) {
            reader.optional(Formats.name(tier), PriceFormats.MULTIPLE).ifPresent(price -> tiers.put(tier, price));
        }
        return tiers;
    }

    private static Map<ServiceTier, TierPrice> tiers(ConfigReader reader) {
        Map<ServiceTier, TierPrice> tiers = new EnumMap<>(ServiceTier.class);
        for (ServiceTier tier : ModelPrice.TIERS) {
            reader.either(Formats.name(tier), PriceFormats.MULTIPLE, PriceBinding::sheet)
                    .ifPresent(price -> tiers.put(tier, price));
        }
        return tiers;
    }

    private static TierPrice sheet(ConfigReader reader) {
        PriceSheet sheet = new PriceSheet(prices(reader, Set.of()), steps(reader));
        if (sheet.prices().isEmpty() && sheet.above().isEmpty()) {
            throw new IllegalArgumentException("lists no price; list the tier's own, or write a multiple like 0.5");
        }
        return sheet;
    }

    private static NavigableMap<Long, Map<TokenKind, Price>> steps(ConfigReader reader) {
        return reader.section("above", PriceBinding::above, new TreeMap<>());
    }

    private static NavigableMap<Long, Map<TokenKind, Price>> above(ConfigReader reader) {
        NavigableMap<Long, Map<TokenKind, Price>> steps = new TreeMap<>();
        reader.each((tokens, it) -> prices(it, Set.of())).forEach((text, prices) -> {
            long above = Formats.POSITIVE_COUNT.parse(text).orElse(0L);
            if (above == 0) {
                reader.problem(text, "'" + text + "' must be " + Formats.POSITIVE_COUNT.accepts());
            } else if (prices.isEmpty()) {
                reader.problem(text, "the step above '" + text + "' lists no price; list those that change there");
            } else if (steps.put(above, prices) != null) {
                reader.problem(text, "there are two steps above " + above + " tokens; put their prices into one");
            }
        });
        return steps;
    }

    private static Map<TokenKind, Price> prices(ConfigReader reader, Set<TokenKind> required) {
        Map<TokenKind, Price> prices = new EnumMap<>(TokenKind.class);
        for (TokenKind kind : TokenKind.values()) {
            ConfigFormat<Price> format = kind.cache() ? PriceFormats.CACHE : PriceFormats.PER_TOKEN;
            if (required.contains(kind)) {
                prices.put(kind, reader.required(kind.key(), format));
            } else {
                reader.optional(kind.key(), format).ifPresent(price -> prices.put(kind, price));
            }
        }
        return prices;
    }
}
