package dev.tierway.core.pricing;

import dev.tierway.core.tier.ServiceTier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prices for tests, written as people list them: dollars per million tokens, multiples with an x. */
final class PriceFixtures {
    static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");

    private PriceFixtures() {}

    static Price price(String text) {
        return text.endsWith("x")
                ? new Price.OfInput(new BigDecimal(text.substring(0, text.length() - 1)))
                : Price.PerToken.ofMillion(new BigDecimal(text));
    }

    static PriceSheet sheet(String input, String output) {
        return PriceSheet.flat(Map.of(TokenKind.INPUT, price(input), TokenKind.OUTPUT, price(output)));
    }

    static PriceSheet withStep(PriceSheet sheet, long above, Map<TokenKind, Price> prices) {
        TreeMap<Long, Map<TokenKind, Price>> steps = new TreeMap<>(sheet.above());
        steps.put(above, prices);
        return new PriceSheet(sheet.prices(), steps);
    }

    /** A price with the usual defaults. */
    static ModelPrice model(PriceSheet sheet, Map<ServiceTier, TierPrice> tiers) {
        return PriceDefaults.USUAL.complete(sheet, tiers);
    }

    static PriceBook book(String model, ModelPrice price) {
        return new PriceBook(Map.of(model, List.of(new PriceVersion(model + "@1", JULY, "test", price))));
    }
}
