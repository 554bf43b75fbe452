package dev.tierway.engine.text;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * The relative probabilities of a row of logits, worked out in loops that the compiler turns into vector code. Its
 * arrays are reused from row to row.
 *
 * <p>{@code exp(x)} is computed as {@code exp(x / 256)} to the power of 256: a Taylor polynomial of degree 4 on
 * [-0.25, 0], squared eight times. The relative error stays below 5e-3 where the result is above 1e-25, and below 1e-4
 * where it is above 1e-7. What lies below {@code exp(-64)}, 2e-28, counts as nothing.
 */
final class Softmax {
    private static final float LOWEST = -64f;
    private static final float NOTHING = exp(LOWEST);
    private static final int BLOCK = 256;

    private float[] weights = {};
    private double[] blockSums = {};
    private double sum;

    /**
     * Makes the weight of every token {@code exp((logit - max) * inverseTemperature)}; that of a NaN is 0.
     *
     * @param max the largest logit, finite
     */
    void read(MemorySegment logits, int size, float max, float inverseTemperature) {
        if (weights.length != size) {
            weights = new float[size];
            blockSums = new double[(size + BLOCK - 1) / BLOCK];
        }
        MemorySegment.copy(logits, JAVA_FLOAT, 0, weights, 0, size);
        weigh(weights, max, inverseTemperature);
        add();
        if (Double.isNaN(sum)) {
            dropNaN();
            add();
        }
    }

    private static void weigh(float[] row, float max, float inverseTemperature) {
        for (int i = 0; i < row.length; i++) {
            row[i] = exp(Math.max((row[i] - max) * inverseTemperature, LOWEST)) - NOTHING;
        }
    }

    private static float exp(float x) {
        float y = x * (1f / 256);
        float power = 1 + y * (1 + y * (1f / 2 + y * (1f / 6 + y * (1f / 24))));
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        return power;
    }

    /** Four running sums, so that one addition need not wait for the one before. */
    private void add() {
        sum = 0;
        for (int block = 0; block < blockSums.length; block++) {
            int from = block * BLOCK;
            int to = Math.min(from + BLOCK, weights.length);
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            int i = from;
            for (; i < to - 3; i += 4) {
                a += weights[i];
                b += weights[i + 1];
                c += weights[i + 2];
                d += weights[i + 3];
            }
            for (; i < to; i++) {
                a += weights[i];
            }
            blockSums[block] = (double) a + b + c + d;
            sum += blockSums[block];
        }
    }

    private void dropNaN() {
        for (int i = 0; i < weights.length; i++) {
            if (Float.isNaN(weights[i])) {
                weights[i] = 0;
            }
        }
    }

    /** By token; not to be changed. */
    float[] weights() {
        return weights;
    }

    double sum() {
        return sum;
    }

    /** The token in whose share of {@link #sum} the point {@code target} lies; -1 when rounding puts it after the last. */
    int at(double target) {
        double reached = 0;
        for (int block = 0; block < blockSums.length; block++) {
            if (reached + blockSums[block] > target) {
                int token = within(block, target - reached);
                if (token >= 0) {
                    return token;
                }
            }
            reached += blockSums[block];
        }
        return -1;
    }

    private int within(int block, double target) {
        double reached = 0;
        int to = Math.min((block + 1) * BLOCK, weights.length);
        for (int token = block * BLOCK; token < to; token++) {
            reached += weights[token];
            if (reached > target) {
                return token;
            }
        }
        return -1;
    }
}
