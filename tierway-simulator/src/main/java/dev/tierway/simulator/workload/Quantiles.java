package dev.tierway.simulator.workload;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A distribution of positive integers as a table of its quantiles, straight lines in between.
 *
 * @param percents ascending, from 0 to 100
 * @param values one for each percent, non-decreasing
 */
public record Quantiles(List<Double> percents, List<Integer> values) {
    public Quantiles {
        percents = List.copyOf(percents);
        values = List.copyOf(values);
        if (percents.size() != values.size()
                || percents.size() < 2
                || percents.getFirst() != 0
                || percents.getLast() != 100) {
            throw new IllegalArgumentException("quantiles need one value for each percent from 0 to 100");
        }
    }

    /** Always {@code value}. */
    public static Quantiles constant(int value) {
        return new Quantiles(List.of(0.0, 100.0), List.of(value, value));
    }

    /** The table of {@code sample} at {@code percents}, by nearest rank. */
    public static Quantiles of(int[] sample, List<Double> percents) {
        int[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Quantiles(
                percents,
                percents.stream()
                        .map(percent -> sorted[(int) StrictMath.rint(percent / 100 * (sorted.length - 1))])
                        .toList());
    }

    /** The value that {@code percent} of the draws stay at or below. */
    public int at(double percent) {
        int upper = 1;
        while (upper < percents.size() - 1 && percents.get(upper) < percent) {
            upper++;
        }
        double from = percents.get(upper - 1);
        double share = (percent - from) / (percents.get(upper) - from);
        int low = values.get(upper - 1);
        return (int) StrictMath.rint(low + share * (values.get(upper) - low));
    }

    public int sample(RandomGenerator random) {
        return at(100 * random.nextDouble());
    }

    /** Expected value. */
    public double mean() {
        double sum = 0;
        for (int i = 1; i < percents.size(); i++) {
            sum += (percents.get(i) - percents.get(i - 1)) / 100 * (values.get(i) + values.get(i - 1)) / 2.0;
        }
        return sum;
    }

    /** The same shape, never above {@code limit}. */
    public Quantiles atMost(int limit) {
        return new Quantiles(
                percents, values.stream().map(value -> Math.min(value, limit)).toList());
    }
}
