package dev.tierway.evals.summary;

import java.util.Arrays;

/** Numbers kept to be ranked later: eight bytes each. Confined to one thread. */
final class LongSeries {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    double[] values() {
        return Arrays.stream(values, 0, size).asDoubleStream().toArray();
    }
}
