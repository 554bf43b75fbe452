package dev.tierway.core.capacity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Price of having capacity, used or not.
 *
 * @param inputNanos nano-dollars an hour for 1,000 units a minute on the input side; not negative
 * @param outputNanos the same on the output side
 */
public record CapacityPrice(long inputNanos, long outputNanos) {
    public static final CapacityPrice FREE = new CapacityPrice(0, 0);

    private static final BigInteger NANOS_PER_HOUR =
            BigInteger.valueOf(Duration.ofHours(1).toNanos());

    public CapacityPrice {
        if (inputNanos < 0 || outputNanos < 0) {
            throw new IllegalArgumentException("a price of capacity must not be negative");
        }
    }

    /** Nano-dollars for {@code inputTpm} over {@code time}, rounded half-even. */
    public long inputCost(long inputTpm, Duration time) {
        return cost(inputNanos, inputTpm, time);
    }

    /** Nano-dollars for {@code outputTpm} over {@code time}, rounded half-even. */
    public long outputCost(long outputTpm, Duration time) {
        return cost(outputNanos, outputTpm, time);
    }

    private static long cost(long nanosPerHour, long tpm, Duration time) {
        BigInteger nanos = BigInteger.valueOf(time.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(time.getNano()));
        BigInteger numerator = BigInteger.valueOf(nanosPerHour)
                .multiply(BigInteger.valueOf(tpm))
                .multiply(nanos);
        return new BigDecimal(numerator)
                .divide(new BigDecimal(NANOS_PER_HOUR.multiply(BigInteger.valueOf(1000))), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
