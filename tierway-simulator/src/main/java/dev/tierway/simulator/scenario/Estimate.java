package dev.tierway.simulator.scenario;

import java.util.List;

/**
 * The mean of a measure and how well it is known.
 *
 * @param values one for each seed
 */
record Estimate(List<Double> values) {
    /** Two-sided 95 % quantiles of Student's t for 1 to 19 degrees of freedom. */
    private static final double[] T_95 = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093
    };

    Estimate {
        values = List.copyOf(values);
        if (values.isEmpty() || values.size() > T_95.length + 1) {
            throw new IllegalArgumentException("a measure is judged over 1 to " + (T_95.length + 1) + " seeds");
        }
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    }

    /** Half the width of the 95 % interval of the mean; 0 for one seed. */
    double halfWidth() {
        int n = values.size();
        if (n == 1) {
            return 0;
        }
        double mean = mean();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return T_95[n - 2] * StrictMath.sqrt(squares / (n - 1) / n);
    }
}
