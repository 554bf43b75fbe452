package dev.tierway.evals.stats;

/**
 * Disagreements of two versions over the same live requests, tested after each one. It may be looked at as often as one
 * likes and stopped at any time: the chance that {@link #evidence} ever reaches 1/alpha when nothing differs is at most
 * alpha (Ville's inequality), where a fixed test that is looked at so is wrong every second time.
 *
 * @param gained requests that only the second got right
 * @param lost requests that only the first got right
 */
public record AnytimePairs(long gained, long lost) {

    public AnytimePairs {
        if (gained < 0 || lost < 0) {
            throw new IllegalArgumentException("counts are 0 or more");
        }
    }

    /** How many times likelier this is under a uniform mixture of coins than under a fair one: 2^(b+c) B(b+1, c+1). */
    public double evidence() {
        long flips = gained + lost;
        double log = flips * Math.log(2) - Math.log1p((double) flips);
        long fewer = Math.min(gained, lost);
        for (long i = 1; i <= fewer; i++) {
            log += Math.log((double) i / (flips - fewer + i));
        }
        return Math.exp(log);
    }

    /** Whether a difference is shown. */
    public boolean differ(double alpha) {
        return evidence() >= 1 / Checks.rate("alpha", alpha);
    }
}
