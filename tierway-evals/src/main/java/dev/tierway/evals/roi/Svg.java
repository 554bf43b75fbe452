package dev.tierway.evals.roi;

import java.util.Locale;

/** Writes a small drawing; text is this package's own and needs no escaping. Confined to one thread. */
final class Svg {
    private final StringBuilder out = new StringBuilder(4_096);

    /** @param label what it shows, for those who do not see it */
    Svg(String style, int width, int height, String label) {
        out.append("<svg class=\"" + style + "\" viewBox=\"0 0 " + width + " " + height
                + "\" role=\"img\" aria-label=\"" + label + "\">\n");
    }

    /** An upright line at {@code x}. */
    void upright(String style, double x, int top, int bottom) {
        out.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
                style,
                x,
                x,
                top,
                bottom));
    }

    /** A level line at {@code y}. */
    void level(String style, double from, double to, int y) {
        out.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
                style,
                from,
                to,
                y,
                y));
    }

    /** A bar of a fixed height below {@code top}. */
    void bar(String style, double from, double to, int top) {
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\"/>\n",
                style,
                from,
                top,
                Math.max(1, to - from)));
    }

    void dot(String style, double x, int y) {
        out.append(String.format(Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>\n", style, x, y));
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} of the text is at {@code x} */
    void text(String style, String anchor, double x, int y, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                style,
                x,
                y,
                anchor,
                text));
    }

    /** The whole drawing; nothing is added after it. */
    String drawn() {
        return out.append("</svg>\n").toString();
    }
}
