package dev.tierway.core.capacity;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;

/**
 * Capacity units that one token of each kind uses up, in millionths: exact for decimals of up to six places.
 *
 * <p>The first four draw on the input side of a reservation, {@code output} on its output side. Reasoning tokens are a
 * part of output.
 */
public record BurndownRates(long inputUncached, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output) {
    /** Millionths in a unit. */
    public static final long UNIT = 1_000_000;

    private static final BigDecimal MOST = BigDecimal.valueOf(1000);

    private static final long MOST_TOKENS = 1_000_000_000;

    /** Rates of {@link BurndownPreset#TIERWAY}. */
    public static final BurndownRates DEFAULT = BurndownPreset.TIERWAY.rates();

    public BurndownRates {
        long most = MOST.longValueExact() * UNIT;
        if ((inputUncached | cacheRead | cacheWrite5m | cacheWrite1h | output) < 0
                || Math.max(Math.max(inputUncached, cacheRead), Math.max(cacheWrite5m, cacheWrite1h)) > most
                || output > most) {
            throw new IllegalArgumentException("burndown rates must be from 0 to " + MOST + " units a token");
        }
        if (inputUncached == 0 || output == 0) {
            throw new IllegalArgumentException("burndown rates of uncached input and of output must be above 0");
        }
    }

    /**
     * {@code rate} in millionths.
     *
     * @throws IllegalArgumentException when it is negative, above 1000 or has more than six decimals
     */
    public static long millionths(BigDecimal rate) {
        if (rate.signum() < 0
                || rate.compareTo(MOST) > 0
                || rate.stripTrailingZeros().scale() > 6) {
            throw new IllegalArgumentException("a burndown rate must be from 0 to " + MOST
                    + " with at most six decimals, like 0.1, not " + rate.toPlainString());
        }
        return rate.movePointRight(6).longValueExact();
    }

    public BurndownRates withOutput(BigDecimal rate) {
        return new BurndownRates(inputUncached, cacheRead, cacheWrite5m, cacheWrite1h, millionths(rate));
    }

    /** Millionths of units that the prompt draws on the input side. */
    public long input(Usage usage) {
        return units(usage.inputUncached(), inputUncached)
                + units(usage.cacheRead(), cacheRead)
                + units(usage.cacheWrite5m(), cacheWrite5m)
                + units(usage.cacheWrite1h(), cacheWrite1h);
    }

    /** Millionths of units that the answer draws on the output side. */
    public long output(Usage usage) {
        return output(usage.output());
    }

    /** Millionths of units that {@code tokens} of an answer draw on the output side. */
    public long output(long tokens) {
        return units(tokens, output);
    }

    /** No request has a billion tokens: a backend that reports more must not overflow the sums. */
    private static long units(long tokens, long rate) {
        return Math.min(tokens, MOST_TOKENS) * rate;
    }
}
