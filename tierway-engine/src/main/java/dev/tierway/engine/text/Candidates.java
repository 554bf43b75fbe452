package dev.tierway.engine.text;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The tokens that survive the cuts top-k, min-p and top-p, most probable first.
 *
 * <p>A candidate is one {@code long}: the bits of its weight, which order like the weight as weights are not negative,
 * above the inverted token id, so that equal weights stand in token order. Top-p without top-k never sorts the
 * vocabulary: tokens lighter than {@code (1 - p) / n} of the sum weigh less than {@code 1 - p} together, so the set
 * that is kept lies among the others.
 */
final class Candidates {
    private long[] keys = new long[64];
    private int size;

    /** Draws from what the cuts leave; -1 when that is nothing. */
    int draw(Softmax softmax, SamplingParameters parameters, RandomGenerator random) {
        float[] weights = softmax.weights();
        float floor = (float) parameters.minP();
        if (parameters.topK() > 0 && parameters.topK() < weights.length) {
            keepHeaviest(weights, parameters.topK(), floor);
        } else {
            double negligible = (1 - parameters.topP()) * softmax.sum() / weights.length;
            keepAbove(weights, Math.max(floor, (float) negligible * 0.999f));
        }
        Arrays.sort(keys, 0, size);
        return drawFromSorted(parameters, softmax.sum(), random);
    }

    private int drawFromSorted(SamplingParameters parameters, double sum, RandomGenerator random) {
        double total = parameters.topK() > 0 || parameters.minP() > 0 ? weightFrom(0) : sum;
        double nucleus = total * parameters.topP();
        double kept = 0;
        int first = size;
        while (first > 0 && kept < nucleus) {
            kept += weight(keys[--first]);
        }
        double target = random.nextDouble() * kept;
        double reached = 0;
        for (int i = size - 1; i >= first; i--) {
            reached += weight(keys[i]);
            if (reached > target) {
                return token(keys[i]);
            }
        }
        return size > 0 ? token(keys[size - 1]) : -1;
    }

    private double weightFrom(int from) {
        double total = 0;
        for (int i = from; i < size; i++) {
            total += weight(keys[i]);
        }
        return total;
    }

    private void keepAbove(float[] weights, float floor) {
        size = 0;
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] >= floor && weights[token] > 0) {
                if (size == keys.length) {
                    keys = Arrays.copyOf(keys, size * 2);
                }
                keys[size++] = key(weights[token], token);
            }
        }
    }

    /** A heap of the {@code k} heaviest, the lightest of them at its root. */
    private void keepHeaviest(float[] weights, int k, float floor) {
        if (keys.length < k) {
            keys = new long[k];
        }
        size = 0;
        float least = Math.max(floor, Float.MIN_VALUE);
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] < least) {
                continue;
            }
            long key = key(weights[token], token);
            if (size < k) {
                keys[size++] = key;
                if (size < k) {
                    continue;
                }
                for (int i = k / 2 - 1; i >= 0; i--) {
                    siftDown(i);
                }
            } else if (key > keys[0]) {
                keys[0] = key;
                siftDown(0);
            }
            least = weight(keys[0]);
        }
    }

    private void siftDown(int from) {
        long moved = keys[from];
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (moved <= keys[child]) {
                break;
            }
            keys[at] = keys[child];
            at = child;
        }
        keys[at] = moved;
    }

    private static long key(float weight, int token) {
        return (long) Float.floatToRawIntBits(weight) << 32 | (~token & 0xFFFF_FFFFL);
    }

    private static float weight(long key) {
        return Float.intBitsToFloat((int) (key >>> 32));
    }

    private static int token(long key) {
        return ~(int) key;
    }
}
