package dev.tierway.evals.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How many cases a question needs before it is worth asking.
 *
 * @param alpha how often "there is a difference" may be wrong, 0.05 for 5 %; two-sided but for {@link #exactTarget}
 * @param power how often a difference that is there must be found, 0.8 for 80 %
 */
public record Power(double alpha, double power) {
    /** What is usual: 5 % and 80 %. */
    public static final Power USUAL = new Power(0.05, 0.8);

    private static final long MOST = 10_000_000;
    private static final int MOST_EXACT = 100_000;

    public Power {
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha is between 0 and 0.5, not " + alpha);
        }
        if (!(power >= 0.5 && power < 1)) {
            throw new IllegalArgumentException("power is from 0.5 to below 1, not " + power);
        }
    }

    /**
     * A test of one rate against a target.
     *
     * @param n cases
     * @param needed how many of these must pass
     * @param power how often they do at the rate hoped for
     */
    public record ExactPlan(long n, long needed, double power) {}

    /**
     * Cases for two runs over the same cases whose rates differ by {@code effect} (McNemar; Miettinen, 1968).
     *
     * @param effect difference of the rates, of any sign
     * @param discordance share of cases whose verdicts differ, at least the effect
     */
    public long paired(double effect, double discordance) {
        double size = Math.abs(effect);
        Checks.rate("discordance", discordance);
        if (size == 0 || discordance < size) {
            throw new IllegalArgumentException("an effect of " + effect + " needs more than 0, and a discordance of "
                    + "as much or more, not " + discordance);
        }
        double root = half() * Math.sqrt(discordance) + beta() * Math.sqrt(discordance - size * size);
        return ceil(root * root / (size * size));
    }

    /** The smallest effect that {@code n} paired cases find; empty when not even all of the discordance is enough. */
    public OptionalDouble detectable(long n, double discordance) {
        Checks.rate("discordance", discordance);
        if (discordance == 0 || paired(discordance, discordance) > n) {
            return OptionalDouble.empty();
        }
        double low = 0;
        double high = discordance;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            boolean found = half() * Math.sqrt(discordance) + beta() * Math.sqrt(discordance - middle * middle)
                    <= middle * Math.sqrt((double) n);
            low = found ? low : middle;
            high = found ? middle : high;
        }
        return OptionalDouble.of(high);
    }

    /** Cases in each arm for two rates over different cases. */
    public long perArm(double first, double second) {
        Checks.rate("a rate", first);
        Checks.rate("a rate", second);
        if (first == second) {
            throw new IllegalArgumentException("no number of cases tells " + first + " from itself");
        }
        double mean = (first + second) / 2;
        double root = half() * Math.sqrt(2 * mean * (1 - mean))
                + beta() * Math.sqrt(first * (1 - first) + second * (1 - second));
        return ceil(root * root / ((first - second) * (first - second)));
    }

    /**
     * The fewest cases with which an exact one-sided test shows that {@code rate} is above {@code target}. Power goes up
     * and down a little with n, as the number of passes needed jumps; this is the first n that has it.
     *
     * @return empty when the rate is so near that more than 100,000 are needed
     */
    public OptionalLong exactTarget(double target, double rate) {
        return plan(target, rate).map(it -> OptionalLong.of(it.n())).orElseGet(OptionalLong::empty);
    }

    /** As {@link #exactTarget}, with the passes that it needs. */
    public Optional<ExactPlan> plan(double target, double rate) {
        Checks.rate("a target", target);
        Checks.rate("a rate", rate);
        if (rate <= target) {
            throw new IllegalArgumentException("a rate of " + rate + " never shows to be above " + target);
        }
        for (int n = 1; n <= MOST_EXACT; n++) {
            ExactPlan plan = at(n, target, rate);
            if (plan.power() >= power) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    private ExactPlan at(int n, double target, double rate) {
        BinomialDistribution atTarget = BinomialDistribution.of(n, target);
        int needed = atTarget.inverseSurvivalProbability(alpha) + 1;
        double found = needed > n ? 0 : BinomialDistribution.of(n, rate).survivalProbability(needed - 1);
        return new ExactPlan(n, needed, found);
    }

    private double half() {
        return Quantile.upperNormal(alpha / 2);
    }

    private double beta() {
        return Quantile.upperNormal(1 - power);
    }

    private static long ceil(double n) {
        if (n > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " cases");
        }
        return Math.max(2, (long) Math.ceil(n - 1e-9));
    }
}
