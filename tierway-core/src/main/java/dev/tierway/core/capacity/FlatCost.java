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
    /** Of no time. */
    public static final FlatCost NONE = new FlatCost(0, Map.of(), 0);

    private static final BigInteger NANOS_PER_MINUTE =
            BigInteger.valueOf(Duration.ofMinutes(1).toNanos());

    public FlatCost {
        shares = Collections.unmodifiableMap(new TreeMap<>(shares));
    }

    /** The cost of {@code active} time, as of the first that is accounted for. */
    public static FlatCost of(Reservation reservation, Duration active, Map<String, ReservationUse> use) {
        return of(reservation, Duration.ZERO, active, use);
    }

    /**
     * The cost of {@code active} time. The input and output sides are shared out each by its own use. Use above what was
     * bought, from a bucket that was full at the start, leaves nothing idle.
     *
     * @param before how long it was active in the account so far: costs of stretches that follow on each other add up to
     *     the cost of them all, however they were cut
     * @param use what each project drew
     */
    public static FlatCost of(
            Reservation reservation, Duration before, Duration active, Map<String, ReservationUse> use) {
        CapacityPrice price = reservation.price();
        Duration after = before.plus(active);
        long input = price.inputCost(reservation.inputTpm(), after) - price.inputCost(reservation.inputTpm(), before);
        long output =
                price.outputCost(reservation.outputTpm(), after) - price.outputCost(reservation.outputTpm(), before);
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

    /** Both together. */
    public FlatCost plus(FlatCost other) {
        Map<String, Long> together = new TreeMap<>(shares);
        other.shares.forEach((project, share) -> together.merge(project, share, Math::addExact));
        return new FlatCost(Math.addExact(nanos, other.nanos), together, Math.addExact(idleNanos, other.idleNanos));
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
    static BigInteger bought(long tpm, Duration time) {
        BigInteger nanos = BigInteger.valueOf(time.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(time.getNano()));
        return BigInteger.valueOf(tpm)
                .multiply(BigInteger.valueOf(BurndownRates.UNIT))
                .multiply(nanos);
    }

    /** Units drawn of what was {@link #bought}; 0 when that is nothing. */
    static double utilisation(BigInteger units, BigInteger bought) {
        return bought.signum() == 0 ? 0 : units.multiply(NANOS_PER_MINUTE).doubleValue() / bought.doubleValue();
    }

    /** Part of the cost that was used, 0 to 1; 0 when nothing was paid. */
    public double usedShare() {
        return nanos == 0 ? 0 : (double) (nanos - idleNanos) / nanos;
    }
}
