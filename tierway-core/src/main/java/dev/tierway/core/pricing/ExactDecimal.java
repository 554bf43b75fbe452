package dev.tierway.core.pricing;

import java.math.BigDecimal;

/** Bounds the decimals that prices are made of, so that no file can make arithmetic with them slow. */
final class ExactDecimal {
    private static final int MOST_DECIMALS = 30;
    private static final int MOST_WHOLE_DIGITS = 9;

    private ExactDecimal() {}

    /**
     * The value without trailing zeros.
     *
     * @param what what it is, to begin an error message
     * @throws IllegalArgumentException when it is negative, or has too many digits on either side of the point
     */
    static BigDecimal checked(String what, BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        if (stripped.signum() < 0) {
            throw new IllegalArgumentException(what + " must not be negative, not " + stripped);
        }
        if (stripped.scale() > MOST_DECIMALS || (long) stripped.precision() - stripped.scale() > MOST_WHOLE_DIGITS) {
            throw new IllegalArgumentException(what + " must be below 1000000000 and have at most " + MOST_DECIMALS
                    + " decimals, not " + stripped);
        }
        return stripped;
    }
}
