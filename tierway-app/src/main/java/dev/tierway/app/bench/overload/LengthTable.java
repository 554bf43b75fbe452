package dev.tierway.app.bench.overload;

import java.util.random.RandomGenerator;

/**
 * A distribution of token counts, given by quantiles and linear between them. Immutable.
 *
 * <p>The two tables are quantiles of the 19,366 requests of the Azure LLM inference trace 2023, conversation service
 * (Patel et al., "Splitwise", ISCA 2024; CC-BY 4.0).
 */
record LengthTable(double[] shares, double[] tokens) {
    static final LengthTable AZURE_PROMPTS = new LengthTable(
            new double[] {0, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 1},
            new double[] {2, 181, 207, 396, 703, 1020, 1189, 1315, 2734, 4083, 4142, 14050});

    static final LengthTable AZURE_OUTPUTS = new LengthTable(
            new double[] {0, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1},
            new double[] {7, 41, 54, 85, 129, 177, 384, 400, 424, 451, 601, 1000});

    /** A random count times {@code scale}, at least 1. */
    int sample(RandomGenerator random, double scale) {
        return Math.max(1, (int) Math.round(quantile(random.nextDouble()) * scale));
    }

    double quantile(double share) {
        int above = 1;
        while (shares[above] < share) {
            above++;
        }
        double part = (share - shares[above - 1]) / (shares[above] - shares[above - 1]);
        return tokens[above - 1] + part * (tokens[above] - tokens[above - 1]);
    }
}
