package dev.tierway.evals.stats;

/** Refuses numbers that no formula has an answer for. */
final class Checks {
    private Checks() {}

    static double confidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is between 0 and 1, like 0.95, not " + confidence);
        }
        return confidence;
    }

    static double rate(String what, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(what + " is from 0 to 1, not " + rate);
        }
        return rate;
    }

    static double finite(double score) {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score is a finite number, not " + score);
        }
        return score;
    }

    static void counts(long passes, long n) {
        if (n < 1) {
            throw new IllegalArgumentException("no rate without observations");
        }
        if (passes < 0 || passes > n) {
            throw new IllegalArgumentException(passes + " of " + n + " is no rate");
        }
    }
}
