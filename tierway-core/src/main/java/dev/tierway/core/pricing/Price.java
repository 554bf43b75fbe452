package dev.tierway.core.pricing;

import java.math.BigDecimal;

/** How one kind of token is priced. Values are exact, not negative and have at most 30 decimals. */
public sealed interface Price {
    /** A price of its own. */
    record PerToken(BigDecimal dollars) implements Price {
        public PerToken {
            dollars = Price.checked("a price per token", dollars);
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
            factor = Price.checked("a multiple of the input price", factor);
        }
    }

    private static BigDecimal checked(String what, BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        if (stripped.signum() < 0) {
            throw new IllegalArgumentException(what + " must not be negative, not " + stripped);
        }
        if (stripped.scale() > 30 || stripped.precision() - stripped.scale() > 9) {
            throw new IllegalArgumentException(
                    what + " must be below 1000000000 and have at most 30 decimals, not " + stripped);
        }
        return stripped;
    }
}
