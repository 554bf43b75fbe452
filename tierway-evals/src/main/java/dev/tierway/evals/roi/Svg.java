package dev.tierway.evals.roi;

import dev.tierway.evals.page.Html;
import java.util.Locale;

/** A small drawing in a page, on a scale of its own. Confined to one thread; closing it ends the drawing. */
final class Svg implements AutoCloseable {
    private static final String BAR = "16";
    private static final String DOT = "5";

    private final Html html;

    /** @param label what it shows, for those who do not see it */
    Svg(Html html, String style, int width, int height, String label) {
        this.html = html;
        html.start("div", "class", "scroll");
        html.start(
                "svg",
                "class",
                style + " drawing",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                label);
    }

    /** An upright line at {@code x}. */
    void upright(String style, double x, int top, int bottom) {
        html.start("line", "class", style, "x1", at(x), "x2", at(x), "y1", at(top), "y2", at(bottom));
    }

    /** A level line at {@code y}. */
    void level(String style, double from, double to, int y) {
        html.start("line", "class", style, "x1", at(from), "x2", at(to), "y1", at(y), "y2", at(y));
    }

    /** A bar of a fixed height below {@code top}. */
    void bar(String style, double from, double to, int top) {
        String width = at(Math.max(1, to - from));
        html.start("rect", "class", style, "x", at(from), "y", at(top), "width", width, "height", BAR)
                .end();
    }

    void dot(String style, double x, int y) {
        html.start("circle", "class", style, "cx", at(x), "cy", at(y), "r", DOT);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} of the text is at {@code x} */
    void text(String style, String anchor, double x, int y, String text) {
        html.element("text", text, "class", style, "x", at(x), "y", at(y), "text-anchor", anchor);
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    @Override
    public void close() {
        html.end().end().line();
    }
}
