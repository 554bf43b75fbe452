package dev.tierway.evals.roi;

import java.util.List;
import java.util.Locale;

/** Draws a {@link Tornado} as SVG: one bar for each input, on a scale of profit with a line at zero. */
final class TornadoPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 190;
    private static final int RIGHT = 24;
    private static final int ROW = 42;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;

    private final double least;
    private final double most;

    private TornadoPlot(double least, double most) {
        double margin = Math.max(1, most - least) * 0.02;
        this.least = least - margin;
        this.most = most + margin;
    }

    static String of(Tornado tornado, double now) {
        List<Tornado.Bar> bars = tornado.bars();
        double least = Math.min(0, now);
        double most = Math.max(0, now);
        for (Tornado.Bar bar : bars) {
            least = Math.min(least, Math.min(bar.profitLow(), bar.profitHigh()));
            most = Math.max(most, Math.max(bar.profitLow(), bar.profitHigh()));
        }
        return new TornadoPlot(least, most).draw(bars, now);
    }

    private String draw(List<Tornado.Bar> bars, double now) {
        int bottom = TOP + ROW * bars.size();
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg class=\"tornado\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"profit as each input moves\">\n"
                        .formatted(WIDTH, bottom + BOTTOM));
        for (int i = 0; i < bars.size(); i++) {
            row(svg, bars.get(i), TOP + ROW * i);
        }
        mark(svg, "now", now, bottom);
        mark(svg, "zero", 0, bottom);
        label(svg, least, "start", bottom);
        label(svg, most, "end", bottom);
        if (x(0) > LEFT + 110 && x(0) < WIDTH - RIGHT - 110) {
            text(svg, "axis", x(0), bottom + 20, "middle", "$0");
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(StringBuilder svg, Tornado.Bar bar, int top) {
        double low = x(bar.profitLow());
        double high = x(bar.profitHigh());
        double from = Math.min(low, high);
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"16\"/>\n",
                bar.breaksEvenAt().isPresent() && crosses(bar) ? "crossing" : "bar",
                from,
                top + 4,
                Math.max(1, Math.abs(high - low))));
        text(svg, "name", LEFT - 12, top + 17, "end", bar.input().words());
        boolean rising = low <= high;
        String left = Amounts.value(bar.input(), rising ? bar.low() : bar.high());
        String right = Amounts.value(bar.input(), rising ? bar.high() : bar.low());
        text(svg, "end", from, top + 33, "start", left);
        text(svg, "end", Math.max(from + 110, Math.max(low, high)), top + 33, "end", right);
    }

    private static boolean crosses(Tornado.Bar bar) {
        return bar.profitLow() < 0 != bar.profitHigh() < 0;
    }

    private void mark(StringBuilder svg, String style, double profit, int bottom) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
                style,
                x(profit),
                x(profit),
                TOP - 6,
                bottom));
    }

    private void label(StringBuilder svg, double profit, String anchor, int bottom) {
        text(svg, "axis", x(profit), bottom + 20, anchor, Amounts.dollars(Math.rint(profit / 1000) * 1000));
    }

    private static void text(StringBuilder svg, String style, double x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                style,
                x,
                y,
                anchor,
                text));
    }

    private double x(double profit) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (profit - least) / (most - least);
    }
}
