package dev.tierway.core.pricing;

import java.math.BigDecimal;

/** How one kind of token is priced. Values are exact, not negative and have at most 30 decimals. */
public sealed interface Price {
    /** A price of its own. */
    record PerToken(BigDecimal dollars) implements Price {
        public PerToken {
            dollars = ExactDecimal.checked("a price per token", dollars);
        }

        /** A price as vendors list it. */
        public static PerToken ofMillion(BigDecimal dollarsPerMillion) {
            return new PerToken(dollarsPerMillion.movePointLeft(6));
        }

        public BigDecimal dollarsPerMillion() {
            return dollars.movePointRight(6);
        }
    }

    /** A multiple of the input price of the same tier and context step. */
    record OfInput(BigDecimal factor) implements Price {
        public OfInput {
            factor = ExactDecimal.checked("a multiple of the input price", factor);
        }
    }
}
