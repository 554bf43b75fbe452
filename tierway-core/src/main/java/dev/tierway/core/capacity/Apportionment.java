package dev.tierway.core.capacity;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Division of a whole number into parts by weight that add up to it, by largest remainder (Hamilton's method). */
final class Apportionment {
    private Apportionment() {}

    private record Remainder(int index, BigInteger size) {}

    /**
     * Parts of {@code total}, each within one of its exact share. Equal remainders are served in order.
     *
     * @param total not negative
     * @param weights not negative, and not all zero
     */
    static long[] split(long total, List<BigInteger> weights) {
        BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        long[] parts = new long[weights.size()];
        List<Remainder> remainders = new ArrayList<>();
        long left = total;
        for (int i = 0; i < parts.length; i++) {
            BigInteger[] share =
                    BigInteger.valueOf(total).multiply(weights.get(i)).divideAndRemainder(sum);
            parts[i] = share[0].longValueExact();
            left -= parts[i];
            remainders.add(new Remainder(i, share[1]));
        }
        remainders.stream()
                .sorted(Comparator.comparing(Remainder::size).reversed())
                .limit(left)
                .forEach(remainder -> parts[remainder.index()]++);
        return parts;
    }
}
