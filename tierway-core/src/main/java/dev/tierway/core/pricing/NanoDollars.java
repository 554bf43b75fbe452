package dev.tierway.core.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Amounts of money: a {@code long} of nano-dollars, 10<sup>-9</sup> US dollars. The range is about 9.2 billion dollars
 * either way.
 */
public final class NanoDollars {
    /** Of a nano-dollar, and the fewest of amounts that {@link #round(long, int)} takes. */
    static final int LEAST_DECIMALS = 9;

    private static final int LONGEST_TEXT = 30;

    /** Of amounts that {@link #round(long, int)} takes. */
    static final int MOST_DECIMALS = 18;

    /** Of ten, from 0 to what {@link #MOST_DECIMALS} needs. */
    private static final long[] POWERS = LongStream.iterate(1, it -> 10 * it)
            .limit(MOST_DECIMALS - LEAST_DECIMALS + 1)
            .toArray();

    private NanoDollars() {}

    /**
     * The nearest whole number of nano-dollars; one exactly between two goes to the even one. Money is rounded here
     * and nowhere else.
     *
     * @throws ArithmeticException when the amount is out of range
     */
    public static long round(BigDecimal dollars) {
        return dollars.scaleByPowerOfTen(LEAST_DECIMALS)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /**
     * The same of {@code amount} times 10<sup>-decimals</sup> dollars, which is not negative and has 9 to {@value
     * #MOST_DECIMALS} decimals.
     */
    static long round(long amount, int decimals) {
        long unit = POWERS[decimals - LEAST_DECIMALS];
        long whole = amount / unit;
        long twiceLeft = 2 * (amount - whole * unit);
        return twiceLeft > unit || (twiceLeft == unit && whole % 2 == 1) ? whole + 1 : whole;
    }

    /** The same amount in dollars, exact, with nine decimals. */
    public static BigDecimal dollars(long nanos) {
        return BigDecimal.valueOf(nanos, LEAST_DECIMALS);
    }

    /** {@code $1.50}, {@code -$0.000000001}: exact, with two to nine decimals. {@link #parse} reads it back. */
    public static String format(long nanos) {
        BigDecimal amount = dollars(nanos).stripTrailingZeros();
        BigDecimal shown = amount.scale() < 2 ? amount.setScale(2, RoundingMode.UNNECESSARY) : amount;
        return (nanos < 0 ? "-$" : "$") + shown.abs().toPlainString();
    }

    /** An amount as {@link #format} writes it; empty for other text, for part of a nano-dollar and out of range. */
    public static Optional<Long> parse(String text) {
        boolean negative = text.startsWith("-");
        String unsigned = negative ? text.substring(1) : text;
        if (!unsigned.startsWith("$") || text.length() > LONGEST_TEXT || !isDecimal(unsigned.substring(1))) {
            return Optional.empty();
        }
        try {
            BigDecimal amount = new BigDecimal(unsigned.substring(1)).scaleByPowerOfTen(LEAST_DECIMALS);
            return Optional.of((negative ? amount.negate() : amount).longValueExact());
        } catch (ArithmeticException fractionOrOverflow) {
            return Optional.empty();
        }
    }

    private static boolean isDecimal(String text) {
        int point = text.indexOf('.');
        String digits = point < 0 ? text : text.substring(0, point) + text.substring(point + 1);
        return !digits.isEmpty()
                && point != 0
                && point != text.length() - 1
                && digits.chars().allMatch(it -> it >= '0' && it <= '9');
    }
}
