package dev.tierway.gateway.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Nano-dollars in words: {@code $500.00}, {@code $0.0012}. */
public final class Dollars {
    private Dollars() {}

    /** At least two decimals; four, rounded, where they matter; exact below a cent. */
    public static String of(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, 9);
        BigDecimal shown = dollars.abs().compareTo(new BigDecimal("0.01")) < 0
                ? dollars
                : dollars.setScale(4, RoundingMode.HALF_EVEN);
        BigDecimal plain = shown.stripTrailingZeros();
        return "$" + (plain.scale() < 2 ? plain.setScale(2, RoundingMode.UNNECESSARY) : plain).toPlainString();
    }
}
