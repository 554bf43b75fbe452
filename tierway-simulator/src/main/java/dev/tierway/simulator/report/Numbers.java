package dev.tierway.simulator.report;

import java.util.Locale;

/** Numbers as reports print them. */
public final class Numbers {
    private Numbers() {}

    /** Milliseconds: whole ones, or seconds from 10 s on. */
    public static String millis(Distribution.Value value) {
        String bound = value.cutShort() ? ">" : "";
        double millis = value.value();
        if (Double.isNaN(millis)) {
            return "-";
        }
        return bound
                + (millis < 10_000
                        ? String.format(Locale.ROOT, "%.0fms", millis)
                        : String.format(Locale.ROOT, "%.1fs", millis / 1000));
    }

    /** With {@code digits} after the point. */
    public static String decimal(double value, int digits) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    public static String percent(double share) {
        return decimal(share * 100, 1) + "%";
    }
}
