package dev.tierway.evals.report;

import dev.tierway.evals.page.Html;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.summary.Shown;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Small drawings inside a page: intervals on a scale of shares, and bars split into parts. */
final class Plot {
    private static final String WIDTH = "1000";
    private static final int HEIGHT = 20;

    private Plot() {}

    /**
     * An estimate as a tick on its interval.
     *
     * @param target a mark to hold it against
     */
    static void interval(Html html, Interval share, OptionalDouble target) {
        String label = Shown.percent(share)
                + target.stream()
                        .mapToObj(it -> ", target " + Shown.percent(it))
                        .findFirst()
                        .orElse("");
        drawing(html, "interval", label);
        html.element("title", label);
        for (int i = 0; i <= 4; i++) {
            upright(html, i == 0 || i == 4 ? "axis" : "grid", i * 0.25, 4);
        }
        level(html, "axis", 0, 1);
        target.ifPresent(it -> upright(html, "target", it, 0));
        level(html, "spread", share.low(), share.high());
        upright(html, "estimate", share.estimate(), 3);
        html.end();
    }

    /** Opens a drawing that is stretched over the width there is. */
    private static void drawing(Html html, String style, String label) {
        html.start(
                "svg",
                "class",
                style,
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
    }

    /** A line across the middle, so far from the upper and the lower edge. */
    private static void upright(Html html, String style, double x, int edge) {
        String bottom = number(HEIGHT - edge);
        html.start("line", "class", style, "x1", at(x), "x2", at(x), "y1", number(edge), "y2", bottom);
    }

    private static void level(Html html, String style, double from, double to) {
        String middle = number(HEIGHT / 2.0);
        html.start("line", "class", style, "x1", at(from), "x2", at(to), "y1", middle, "y2", middle);
    }

    /** One part of a bar. */
    record Part(String name, double amount, String shown, String style) {}

    /**
     * A bar whose parts have the widths of their amounts.
     *
     * @param whole what fills its width
     */
    static void bar(Html html, List<Part> parts, double whole) {
        String label = String.join(
                ", ", parts.stream().map(it -> it.name() + " " + it.shown()).toList());
        drawing(html, "bar", label);
        double from = 0;
        for (Part part : parts) {
            double width = whole > 0 ? part.amount() / whole : 0;
            html.start("rect", "class", part.style(), "x", at(from), "width", at(width), "y", "0", "height", "20");
            html.element("title", part.name() + " " + part.shown()).end();
            from += width;
        }
        html.end();
    }

    private static String at(double share) {
        return number(share * 1000);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
