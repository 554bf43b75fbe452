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
        html.start(
                "svg",
                "class",
                "interval",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
        html.element("title", label);
        for (int i = 0; i <= 4; i++) {
            line(html, i == 0 || i == 4 ? "axis" : "grid", i * 0.25, 4, i * 0.25, HEIGHT - 4);
        }
        line(html, "axis", 0, HEIGHT / 2, 1, HEIGHT / 2);
        target.ifPresent(it -> line(html, "target", it, 0, it, HEIGHT));
        line(html, "spread", share.low(), HEIGHT / 2, share.high(), HEIGHT / 2);
        line(html, "estimate", share.estimate(), 3, share.estimate(), HEIGHT - 3);
        html.end();
    }

    private static void line(Html html, String style, double x1, double y1, double x2, double y2) {
        html.start("line", "class", style, "x1", at(x1), "x2", at(x2), "y1", number(y1), "y2", number(y2));
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
        html.start(
                "svg",
                "class",
                "bar",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
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
