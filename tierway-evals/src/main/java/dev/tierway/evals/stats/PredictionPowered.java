package dev.tierway.evals.stats;

import java.util.Arrays;

/**
 * A mean of people's scores that borrows strength from a judge's scores of many more things (PPI++, Angelopoulos, Duchi
 * and Zrnic, 2023): whatever the judge's errors the estimate is not biased, and the better the judge the narrower it is.
 *
 * @param interval normal, of the mean that people would give
 * @param lambda how much the judge is believed, tuned to the narrowest interval: 0 is not at all
 */
public record PredictionPowered(Interval interval, double lambda) {

    /**
     * Estimates.
     *
     * @param people scores of the labelled things, two or more
     * @param judge the judge's scores of the same things, in the same order
     * @param unlabelled the judge's scores of other things of the same kind, two or more
     */
    public static PredictionPowered of(double[] people, double[] judge, double[] unlabelled, double confidence) {
        if (people.length != judge.length || people.length < 2 || unlabelled.length < 2) {
            throw new IllegalArgumentException(
                    "people and the judge score the same things, two or more, and the judge two more alone");
        }
        double n = people.length;
        double many = unlabelled.length;
        double lambda = lambda(people, judge, unlabelled);
        double[] rest = new double[people.length];
        Arrays.setAll(rest, i -> people[i] - lambda * judge[i]);
        double estimate = lambda * mean(unlabelled) + mean(rest);
        double error =
                Math.sqrt(lambda * lambda * covariance(unlabelled, unlabelled) / many + covariance(rest, rest) / n);
        double half = Quantile.normal(confidence) * error;
        return new PredictionPowered(
                new Interval(estimate, estimate - half, estimate + half, confidence, people.length), lambda);
    }

    private static double lambda(double[] people, double[] judge, double[] unlabelled) {
        double spread = covariance(unlabelled, unlabelled);
        if (spread == 0) {
            return 0;
        }
        double ratio = (double) people.length / unlabelled.length;
        return Math.clamp(covariance(people, judge) / ((1 + ratio) * spread), 0, 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).map(Checks::finite).average().orElseThrow();
    }

    private static double covariance(double[] first, double[] second) {
        double firstMean = mean(first);
        double secondMean = mean(second);
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (first[i] - firstMean) * (second[i] - secondMean);
        }
        return sum / (first.length - 1);
    }
}
