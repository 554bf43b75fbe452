package dev.tierway.evals.roi;

import dev.tierway.evals.page.Html;
import java.util.List;

/** Draws a {@link Tornado} as SVG: one bar for each input, on a scale of profit with a line at zero. */
final class TornadoPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 190;
    private static final int RIGHT = 24;
    private static final int ROW = 42;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;
    private static final int LABEL = 110;

    private final double least;
    private final double most;

    private TornadoPlot(double least, double most) {
        double margin = Math.max(1, most - least) * 0.02;
        this.least = least - margin;
        this.most = most + margin;
    }

    static void draw(Html html, Tornado tornado, double now) {
        List<Tornado.Bar> bars = tornado.bars();
        double least = Math.min(0, now);
        double most = Math.max(0, now);
        for (Tornado.Bar bar : bars) {
            least = Math.min(least, Math.min(bar.profitLow(), bar.profitHigh()));
            most = Math.max(most, Math.max(bar.profitLow(), bar.profitHigh()));
        }
        int height = TOP + ROW * bars.size() + BOTTOM;
        try (Svg svg = new Svg(html, "tornado", WIDTH, height, "profit as each input moves")) {
            new TornadoPlot(least, most).draw(svg, bars, now);
        }
    }

    private void draw(Svg svg, List<Tornado.Bar> bars, double now) {
        int bottom = TOP + ROW * bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Tornado.Bar bar = bars.get(i);
            double low = x(bar.profitLow());
            double high = x(bar.profitHigh());
            String style = crosses(bar) ? "crossing" : "bar";
            svg.bar(style, Math.min(low, high), Math.max(low, high), TOP + ROW * i + 4);
        }
        svg.upright("now", x(now), TOP - 6, bottom);
        svg.upright("zero", x(0), TOP - 6, bottom);
        for (int i = 0; i < bars.size(); i++) {
            words(svg, bars.get(i), TOP + ROW * i);
        }
        svg.text("axis", "middle", x(0), bottom + 20, "$0");
        if (x(0) - x(least) > LABEL) {
            svg.text("axis", "start", x(least), bottom + 20, thousands(least));
        }
        if (x(most) - x(0) > LABEL) {
            svg.text("axis", "end", x(most), bottom + 20, thousands(most));
        }
    }

    private void words(Svg svg, Tornado.Bar bar, int top) {
        double low = x(bar.profitLow());
        double high = x(bar.profitHigh());
        double from = Math.min(low, high);
        boolean rising = low <= high;
        svg.text("name", "end", LEFT - 12, top + 17, bar.input().words());
        svg.text("end", "start", from, top + 33, Amounts.value(bar.input(), rising ? bar.low() : bar.high()));
        svg.text(
                "end",
                "end",
                Math.max(from + LABEL, Math.max(low, high)),
                top + 33,
                Amounts.value(bar.input(), rising ? bar.high() : bar.low()));
    }

    private static boolean crosses(Tornado.Bar bar) {
        return bar.profitLow() < 0 != bar.profitHigh() < 0;
    }

    private static String thousands(double profit) {
        return Amounts.dollars(Math.rint(profit / 1000) * 1000);
    }

    private double x(double profit) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (profit - least) / (most - least);
    }
}
