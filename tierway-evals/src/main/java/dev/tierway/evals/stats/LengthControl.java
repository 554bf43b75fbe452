package dev.tierway.evals.stats;

import java.util.List;

/**
 * How often A beats B when both answers are of one length: a logistic fit of the outcome on how much longer A is, read at
 * no difference (after Dubois et al., "Length-Controlled AlpacaEval", 2024).
 *
 * <p>P(A wins) = sigma(theta + beta tanh(difference of lengths / its standard deviation)).
 *
 * @param raw share of wins as they are, ties a half
 * @param controlled the share at equal length
 * @param beta what length is worth to the judge, in log-odds; above 0 it likes longer answers
 * @param betaError its standard error
 */
public record LengthControl(double raw, Interval controlled, double beta, double betaError) {
    private static final int MOST_STEPS = 100;

    /** Keeps the fit finite when length decides every pair; a prior of a hundredth of an observation. */
    private static final double RIDGE = 0.01;

    /**
     * One comparison.
     *
     * @param outcome 1 when A won, 0 when B did, 0.5 for a tie
     * @param lengthA in any unit
     * @param lengthB in the same unit
     */
    public record Pair(double outcome, int lengthA, int lengthB) {
        public Pair {
            Checks.rate("an outcome", outcome);
        }
    }

    /** Fits; two pairs or more. */
    public static LengthControl of(List<Pair> pairs, double confidence) {
        if (pairs.size() < 2) {
            throw new IllegalArgumentException("two pairs are the fewest that can be fitted");
        }
        double[] x = lengthTerms(pairs);
        double[] y = pairs.stream().mapToDouble(Pair::outcome).toArray();
        Fit fit = new Fit(0, 0, 0, 0, 0).settled(x, y);
        double half = Quantile.normal(confidence) * fit.thetaError();
        Interval controlled = new Interval(
                logistic(fit.theta), logistic(fit.theta - half), logistic(fit.theta + half), confidence, pairs.size());
        double raw = pairs.stream().mapToDouble(Pair::outcome).average().orElseThrow();
        return new LengthControl(raw, controlled, fit.beta, fit.betaError());
    }

    private static double[] lengthTerms(List<Pair> pairs) {
        double[] differences = pairs.stream()
                .mapToDouble(it -> (double) it.lengthA - it.lengthB)
                .toArray();
        double mean = 0;
        for (double difference : differences) {
            mean += difference / differences.length;
        }
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        double deviation = Math.sqrt(squares / (differences.length - 1));
        double[] terms = new double[differences.length];
        for (int i = 0; i < terms.length; i++) {
            terms[i] = deviation == 0 ? Math.signum(differences[i]) : Math.tanh(differences[i] / deviation);
        }
        return terms;
    }

    private static double logistic(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** A state of Newton's method: the two coefficients and the information matrix there. */
    private record Fit(double theta, double beta, double tt, double tb, double bb) {

        Fit settled(double[] x, double[] y) {
            Fit fit = this;
            for (int step = 0; step < MOST_STEPS; step++) {
                Fit next = fit.step(x, y);
                boolean still = Math.abs(next.theta - fit.theta) + Math.abs(next.beta - fit.beta) < 1e-10;
                fit = next;
                if (still) {
                    break;
                }
            }
            return fit;
        }

        private Fit step(double[] x, double[] y) {
            double gradientT = -RIDGE * theta;
            double gradientB = -RIDGE * beta;
            double newTt = RIDGE;
            double newTb = 0;
            double newBb = RIDGE;
            for (int i = 0; i < x.length; i++) {
                double p = logistic(theta + beta * x[i]);
                double weight = p * (1 - p);
                gradientT += y[i] - p;
                gradientB += (y[i] - p) * x[i];
                newTt += weight;
                newTb += weight * x[i];
                newBb += weight * x[i] * x[i];
            }
            double determinant = newTt * newBb - newTb * newTb;
            double moveT = (newBb * gradientT - newTb * gradientB) / determinant;
            double moveB = (newTt * gradientB - newTb * gradientT) / determinant;
            double shorten = Math.min(1, 2 / Math.max(1e-300, Math.hypot(moveT, moveB)));
            return new Fit(theta + shorten * moveT, beta + shorten * moveB, newTt, newTb, newBb);
        }

        double thetaError() {
            return Math.sqrt(bb / (tt * bb - tb * tb));
        }

        double betaError() {
            return Math.sqrt(tt / (tt * bb - tb * tb));
        }
    }
}
