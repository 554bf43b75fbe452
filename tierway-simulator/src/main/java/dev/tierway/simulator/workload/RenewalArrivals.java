package dev.tierway.simulator.workload;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Gamma-distributed gaps of mean 1 stretched over a changing rate, so that burstiness and rate are set apart.
 *
 * @param variation coefficient of variation of the gaps; 1 is a Poisson process, 0 is evenly spaced
 */
record RenewalArrivals(RateProfile rate, double variation) implements ArrivalProcess {
    private static final double NANOS = 1e9;

    RenewalArrivals {
        if (!(variation >= 0)) {
            throw new IllegalArgumentException("variation must be at least 0, was " + variation);
        }
    }

    @Override
    public LongSupplier start(RandomGenerator random) {
        double[] seconds = {0};
        return () -> {
            seconds[0] = rate.after(seconds[0], gap(random));
            return seconds[0] * NANOS >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) (seconds[0] * NANOS);
        };
    }

    private double gap(RandomGenerator random) {
        if (variation == 0) {
            return 1;
        }
        double shape = 1 / (variation * variation);
        return variation == 1 ? Samples.exponential(random) : Samples.gamma(shape, random) / shape;
    }
}
