package dev.tierway.evals.stats;

import java.util.OptionalLong;

/**
 * What an interval says about a limit: proven, disproven, or not enough cases to tell.
 *
 * @param enough for {@link Outcome#INCONCLUSIVE}: how many observations would decide if further ones came out like
 *     these, in the same clusters; absent when the estimate is the limit itself, which no number decides. Half of such
 *     repetitions need more, so it is a least number
 */
public record Decision(Outcome outcome, Interval seen, double limit, OptionalLong enough) {

    /** What is known. */
    public enum Outcome {
        PASS,
        FAIL,
        INCONCLUSIVE
    }

    /** A rate from {@link Rates#wilson} or {@link ClusteredMean#rate} that must be {@code target} or more. */
    public static Decision rateAtLeast(Interval rate, double target) {
        return of(rate, target, enoughForRate(rate, target));
    }

    /** A rate that must be {@code limit} or less. */
    public static Decision rateAtMost(Interval rate, double limit) {
        return mirrored(rate, limit, enoughForRate(rate, limit));
    }

    /** A mean or a difference that must be {@code limit} or more. */
    public static Decision atLeast(Interval mean, double limit) {
        return of(mean, limit, enoughForMean(mean, limit));
    }

    /** A mean, a cost or a latency that must be {@code limit} or less. */
    public static Decision atMost(Interval mean, double limit) {
        return mirrored(mean, limit, enoughForMean(mean, limit));
    }

    /**
     * A candidate that must be worse by less than {@code margin}.
     *
     * @param margin at least 0, in the unit of the difference: 0.01 for one point of a rate
     */
    public static Decision nonInferior(Interval difference, double margin) {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("a margin is 0 or more, not " + margin);
        }
        return proven(difference, -margin);
    }

    /** A candidate that must be better. */
    public static Decision superior(Interval difference) {
        return proven(difference, 0);
    }

    private static Decision proven(Interval difference, double limit) {
        Outcome outcome = difference.low() > limit
                ? Outcome.PASS
                : difference.high() <= limit ? Outcome.FAIL : Outcome.INCONCLUSIVE;
        return new Decision(outcome, difference, limit, when(outcome, enoughForMean(difference, limit)));
    }

    private static Decision of(Interval seen, double limit, OptionalLong enough) {
        Outcome outcome =
                seen.low() >= limit ? Outcome.PASS : seen.high() < limit ? Outcome.FAIL : Outcome.INCONCLUSIVE;
        return new Decision(outcome, seen, limit, when(outcome, enough));
    }

    private static Decision mirrored(Interval seen, double limit, OptionalLong enough) {
        Outcome outcome =
                seen.high() <= limit ? Outcome.PASS : seen.low() > limit ? Outcome.FAIL : Outcome.INCONCLUSIVE;
        return new Decision(outcome, seen, limit, when(outcome, enough));
    }

    private static OptionalLong when(Outcome outcome, OptionalLong enough) {
        return outcome == Outcome.INCONCLUSIVE ? enough : OptionalLong.empty();
    }

    /** Where the bound on the limit's side reaches it, as intervals narrow with the root of n. */
    private static OptionalLong enoughForMean(Interval seen, double limit) {
        double distance = Math.abs(seen.estimate() - limit);
        double bound = seen.estimate() > limit ? seen.low() : seen.high();
        double ratio = (seen.estimate() - bound) / distance;
        return rounded(seen.n() * ratio * ratio);
    }

    /** Wilson's bound is the limit when z squared times limit(1-limit)/n is the squared distance. */
    private static OptionalLong enoughForRate(Interval rate, double limit) {
        double z = Quantile.normal(rate.confidence());
        double distance = rate.estimate() - limit;
        double independent = z * z * limit * (1 - limit) / (distance * distance);
        return rounded(independent * rate.n() / Rates.effective(rate));
    }

    private static OptionalLong rounded(double n) {
        return n > 0 && n < 1e15 ? OptionalLong.of((long) Math.ceil(n - 1e-9)) : OptionalLong.empty();
    }
}
