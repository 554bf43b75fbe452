package dev.tierway.evals.stats;

import java.util.Arrays;

/**
 * How far apart two samples are distributed.
 *
 * @param distance the largest gap between the two cumulative shares, from 0 to 1
 * @param pValue two-sided, of "one distribution", by the asymptotic series with Stephens' (1970) correction for small
 *     samples. Too large, so on the safe side for a claim of difference, where values repeat
 */
public record KolmogorovSmirnov(double distance, double pValue, long first, long second) {

    /** Compares; both have at least one value. */
    public static KolmogorovSmirnov of(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("no distribution without values");
        }
        double distance = distance(sorted(first), sorted(second));
        double root = Math.sqrt((double) first.length * second.length / ((double) first.length + second.length));
        double pValue = tail((root + 0.12 + 0.11 / root) * distance);
        return new KolmogorovSmirnov(distance, pValue, first.length, second.length);
    }

    private static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.stream(copy).forEach(Checks::finite);
        Arrays.sort(copy);
        return copy;
    }

    private static double distance(double[] first, double[] second) {
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double value = Math.min(first[i], second[j]);
            while (i < first.length && first[i] == value) {
                i++;
            }
            while (j < second.length && second[j] == value) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / first.length - (double) j / second.length));
        }
        return most;
    }

    /** Kolmogorov's distribution above {@code x}. */
    private static double tail(double x) {
        if (x < 0.2) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += sign * term;
            if (term < 1e-12) {
                break;
            }
            sign = -sign;
        }
        return Math.clamp(2 * sum, 0, 1);
    }
}
