package dev.tierway.core.capacity;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reservation cost over some time, in nano-dollars, and who has to bear it: each project by what it drew, and the
 * idle rest apart. Shares and rest add up to the cost to the nano-dollar.
 *
 * @param nanos the whole flat cost
 * @param shares by project, in order of their names
 * @param idleNanos for capacity that nobody used
 */
public record FlatCost(long nanos, Map<String, Long> shares, long idleNanos) {
    private static final BigInteger NANOS_PER_MINUTE =
            BigInteger.valueOf(Duration.ofMinutes(1).toNanos());

    public FlatCost {
        shares = Collections.unmodifiableMap(new TreeMap<>(shares));
    }

    /**
     * The cost of {@code active} time. The input and output sides are shared out each by its own use. Use above what was
     * bought, from a bucket that was full at the start, leaves nothing idle.
     *
     * @param use what each project drew
     */
    public static FlatCost of(Reservation reservation, Duration active, Map<String, ReservationUse> use) {
        long input = reservation.price().inputCost(reservation.inputTpm(), active);
        long output = reservation.price().outputCost(reservation.outputTpm(), active);
        List<String> projects = List.copyOf(new TreeMap<>(use).keySet());
        List<Long> inputUnits = new ArrayList<>();
        List<Long> outputUnits = new ArrayList<>();
        new TreeMap<>(use).values().forEach(each -> {
            inputUnits.add(each.inputUnits());
            outputUnits.add(each.outputUnits());
        });
        long[] inputParts = withIdle(input, inputUnits, bought(reservation.inputTpm(), active));
        long[] outputParts = withIdle(output, outputUnits, bought(reservation.outputTpm(), active));
        Map<String, Long> shares = new TreeMap<>();
        for (int i = 0; i < projects.size(); i++) {
            shares.put(projects.get(i), inputParts[i] + outputParts[i]);
        }
        int idle = projects.size();
        return new FlatCost(Math.addExact(input, output), shares, inputParts[idle] + outputParts[idle]);
    }

    /** Parts of {@code cost} for each of {@code units}, and at the end for what is left of {@code bought}. */
    private static long[] withIdle(long cost, List<Long> units, BigInteger bought) {
        List<BigInteger> weights = new ArrayList<>();
        units.forEach(each -> weights.add(BigInteger.valueOf(each).multiply(NANOS_PER_MINUTE)));
        BigInteger used = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        weights.add(bought.subtract(used).max(BigInteger.ZERO));
        if (cost == 0) {
            return new long[weights.size()];
        }
        return Apportionment.split(cost, weights);
    }

    /** What {@code tpm} come to in {@code time}, in millionths of units and in nanoseconds of a minute. */
    private static BigInteger bought(long tpm, Duration time) {
        BigInteger nanos = BigInteger.valueOf(time.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(time.getNano()));
        return BigInteger.valueOf(tpm)
                .multiply(BigInteger.valueOf(BurndownRates.UNIT))
                .multiply(nanos);
    }

    /** Units drawn of those that {@code tpm} come to in {@code time}; 0 when the time is none. */
    static double utilisation(long units, long tpm, Duration time) {
        return time.isZero()
                ? 0
                : BigInteger.valueOf(units).multiply(NANOS_PER_MINUTE).doubleValue()
                        / bought(tpm, time).doubleValue();
    }

    /** Part of the cost that was used, 0 to 1; 0 when nothing was paid. */
    public double usedShare() {
        return nanos == 0 ? 0 : (double) (nanos - idleNanos) / nanos;
    }
}
