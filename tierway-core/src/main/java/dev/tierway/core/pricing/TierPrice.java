package dev.tierway.core.pricing;

import java.math.BigDecimal;

/** How a service tier is priced: by its own sheet, or by a multiple of standard. */
public sealed interface TierPrice permits PriceSheet, TierPrice.Times {
    /** Every standard price, times {@code factor}. */
    record Times(BigDecimal factor) implements TierPrice {
        public static final Times ONE = new Times(BigDecimal.ONE);

        public Times {
            factor = ExactDecimal.checked("a multiple of the standard prices", factor);
        }
    }
}
