package dev.tierway.simulator.workload;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers that are the same on every machine: a specified generator and {@link StrictMath} only. */
final class Samples {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private Samples() {}

    /** The stream of {@code name} in the run of {@code seed}: independent of what other streams draw. */
    static RandomGenerator stream(long seed, String name) {
        return new SplittableRandom(seed * GOLDEN_RATIO + name.hashCode());
    }

    /** Mean 1. */
    static double exponential(RandomGenerator random) {
        return -StrictMath.log(1 - random.nextDouble());
    }

    /** Scale 1, mean {@code shape}; the method of Marsaglia and Tsang (2000), boosted below shape 1. */
    static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                double u = 1 - random.nextDouble();
                if (StrictMath.log(u) < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                    return d * cube;
                }
            }
        }
    }

    /** Mean 0, deviation 1; Box and Muller's method. */
    private static double normal(RandomGenerator random) {
        double radius = StrictMath.sqrt(2 * exponential(random));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
