package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Interval;
import java.util.Locale;

/** Writes dollars and shares for people. */
public final class Amounts {
    private static final double WHOLE_FROM = 100;

    private Amounts() {}

    /** {@code −$1,672,000}, {@code $0.50}, {@code $0.0110}: cents below $100, hundredths of them below 10 cents. */
    public static String dollars(double dollars) {
        double size = Math.abs(dollars);
        String pattern = size >= WHOLE_FROM || size == Math.rint(size) ? "%,.0f" : size < 0.1 ? "%.4f" : "%,.2f";
        String text = String.format(Locale.ROOT, pattern, size);
        boolean zero = text.chars().noneMatch(it -> it >= '1' && it <= '9');
        return (dollars < 0 && !zero ? "−$" : "$") + text;
    }

    /** {@code 82.5 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** {@code 81.48 %}, for limits that rates are held against. */
    public static String exactPercent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** {@code 95 %}, {@code 99.5 %}: a share without a decimal that says nothing. */
    public static String level(double share) {
        return percent(share).replace(".0 %", " %");
    }

    /** {@code 82.5 % [76.6, 87.1]}. */
    public static String share(Interval rate) {
        return String.format(
                Locale.ROOT, "%s [%.1f, %.1f]", percent(rate.estimate()), rate.low() * 100, rate.high() * 100);
    }

    /** {@code $380,000 [−$160,000, $920,000]}. */
    public static String money(Interval profit) {
        return dollars(profit.estimate()) + " [" + dollars(profit.low()) + ", " + dollars(profit.high()) + "]";
    }

    /** {@code > .999}, {@code .731}. */
    public static String chance(double chance) {
        if (chance > 0.999) {
            return "> .999";
        }
        if (chance < 0.001) {
            return "< .001";
        }
        return String.format(Locale.ROOT, "%.3f", chance).substring(chance < 1 ? 1 : 0);
    }

    /** {@code 5,586}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** An input of the business case in its own unit. */
    public static String value(Tornado.Input input, double value) {
        return switch (input.unit()) {
            case SHARE -> percent(value);
            case DOLLARS -> dollars(value);
        };
    }
}
