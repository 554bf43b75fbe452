package dev.tierway.core.pricing;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Listed prices. A sheet need not list everything: what it leaves out is taken from the sheet or step below it, see
 * {@link ModelPrice}. Immutable.
 *
 * @param prices by kind; only cache kinds may be {@link Price.OfInput}
 * @param above context steps: prices of the whole request when its prompt, cached tokens included, has more tokens than
 *     the key
 */
public record PriceSheet(Map<TokenKind, Price> prices, NavigableMap<Long, Map<TokenKind, Price>> above)
        implements TierPrice {

    public PriceSheet {
        prices = checked(prices);
        NavigableMap<Long, Map<TokenKind, Price>> steps = new TreeMap<>();
        above.forEach((tokens, step) -> {
            if (tokens <= 0) {
                throw new IllegalArgumentException("a context step must be above zero tokens, not " + tokens);
            }
            steps.put(tokens, checked(step));
        });
        above = Collections.unmodifiableNavigableMap(steps);
    }

    /** A sheet without context steps. */
    public static PriceSheet flat(Map<TokenKind, Price> prices) {
        return new PriceSheet(prices, new TreeMap<>());
    }

    private static Map<TokenKind, Price> checked(Map<TokenKind, Price> prices) {
        Map<TokenKind, Price> byKind = new EnumMap<>(TokenKind.class);
        prices.forEach((kind, price) -> {
            if (price instanceof Price.OfInput && !kind.cache()) {
                throw new IllegalArgumentException("'" + kind.key() + "' needs a price of its own");
            }
            byKind.put(kind, price);
        });
        return Collections.unmodifiableMap(byKind);
    }
}
