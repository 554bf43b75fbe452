package dev.tierway.evals.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The mean of scores that depend on each other inside clusters: trials of one case, questions on one document, turns of
 * one dialogue. Scores are taken one by one; memory grows with clusters, not with scores. Confined to one thread.
 *
 * <p>The standard error is that of Liang and Zeger (1986), the root of the summed squared cluster residuals over n;
 * with one score per cluster it is that of independent scores.
 */
public final class ClusteredMean {
    private final Map<String, Sums> clusters = new LinkedHashMap<>();
    private long n;
    private double sum;
    private double sumOfSquares;

    private static final class Sums {
        private long n;
        private double sum;
    }

    /** Takes one score; finite. */
    public void add(String cluster, double score) {
        Checks.finite(score);
        Sums sums = clusters.computeIfAbsent(cluster, _ -> new Sums());
        sums.n++;
        sums.sum += score;
        n++;
        sum += score;
        sumOfSquares += score * score;
    }

    public long n() {
        return n;
    }

    public int clusters() {
        return clusters.size();
    }

    /** The mean; there is at least one score. */
    public double mean() {
        if (n == 0) {
            throw new IllegalStateException("no mean without scores");
        }
        return sum / n;
    }

    /** What independent scores would have: the root of the summed squared deviations over n(n-1). Two scores at least. */
    public double independentError() {
        double deviations = Math.max(0, sumOfSquares - n * mean() * mean());
        return Math.sqrt(deviations / ((double) n * (n - 1)));
    }

    /** The standard error of the mean; two clusters at least. */
    public double standardError() {
        if (clusters.size() == n) {
            return independentError();
        }
        double mean = mean();
        double squares = 0;
        for (Sums cluster : clusters.values()) {
            double residual = cluster.sum - cluster.n * mean;
            squares += residual * residual;
        }
        return Math.sqrt(squares) / n;
    }

    /**
     * The mean and its Student interval over clusters; empty with fewer than two clusters, of which no spread is known.
     * Scores without any spread have an interval without width, which says that they are equal, not that all are.
     */
    public Optional<Interval> interval(double confidence) {
        if (clusters.size() < 2) {
            return Optional.empty();
        }
        double half = Quantile.student(confidence, clusters.size() - 1) * standardError();
        return Optional.of(new Interval(mean(), mean() - half, mean() + half, confidence, n));
    }

    /**
     * The Wilson interval of a rate, for scores that are all 0 or 1. Where clusters hold several scores it is that of as
     * many independent ones as say the same (Korn and Graubard, 1998), at most n and, when all agree, one per cluster.
     */
    public Interval rate(double confidence) {
        return Rates.wilson(Checks.rate("a mean of passes", mean()), effective(confidence), n, confidence);
    }

    private double effective(double confidence) {
        int count = clusters.size();
        if (count == n) {
            return count;
        }
        double rate = mean();
        double error = standardError();
        if (error == 0 || count < 2) {
            return count;
        }
        double narrowing = Quantile.normal(confidence) / Quantile.student(confidence, count - 1.0);
        return Math.min((double) n, rate * (1 - rate) / (error * error) * narrowing * narrowing);
    }
}
