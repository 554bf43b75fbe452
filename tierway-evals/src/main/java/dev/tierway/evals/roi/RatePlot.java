package dev.tierway.evals.roi;

import dev.tierway.evals.page.Html;
import dev.tierway.evals.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Draws success rates on one scale as SVG: where the system is, where people are, and the marks to clear. */
final class RatePlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 120;
    private static final int RIGHT = 24;
    private static final int ROW = 30;
    private static final int TOP = 40;
    private static final int BOTTOM = TOP + 2 * ROW;
    private static final int LABEL = 108;

    private final double least;

    /** A rate to be cleared. */
    private record Mark(String name, String style, double rate) {}

    private RatePlot(double least) {
        this.least = least;
    }

    static void draw(Html html, Roi roi) {
        Optional<Interval> system = roi.pilot().map(Roi.Pilot::rate);
        Optional<Interval> people = roi.people().map(Roi.People::rate);
        List<Mark> marks = new ArrayList<>();
        roi.breakEven().ifPresent(it -> marks.add(new Mark("break-even", "zero", it)));
        roi.question().agreed().ifPresent(it -> marks.add(new Mark("target", "now", it)));
        double least = 1;
        for (Mark mark : marks) {
            least = Math.min(least, mark.rate());
        }
        least = Math.min(least, system.map(Interval::low).orElse(1.0));
        least = Math.min(least, people.map(Interval::low).orElse(1.0));
        double floor = Math.max(0, Math.floor((least - 0.02) * 10) / 10);
        try (Svg svg = new Svg(html, "rates", WIDTH, BOTTOM + 24, "success rates")) {
            new RatePlot(floor).draw(svg, system, people, marks);
        }
    }

    private void draw(Svg svg, Optional<Interval> system, Optional<Interval> people, List<Mark> marks) {
        for (int tick = (int) Math.round(least * 10); tick <= 10; tick++) {
            svg.upright("grid", x(tick / 10.0), TOP - 4, BOTTOM);
            svg.text("axis", "middle", x(tick / 10.0), BOTTOM + 18, tick * 10 + " %");
        }
        double free = 0;
        List<Mark> ordered =
                marks.stream().sorted(Comparator.comparingDouble(Mark::rate)).toList();
        for (Mark mark : ordered) {
            double at = Math.clamp(x(mark.rate()), LABEL / 2.0, WIDTH - LABEL / 2.0);
            boolean crowded = at - LABEL / 2.0 < free;
            svg.upright(mark.style(), x(mark.rate()), TOP - 10, BOTTOM);
            svg.text("mark", "middle", at, crowded ? 12 : 26, mark.name() + " " + Amounts.percent(mark.rate()));
            free = at + LABEL / 2.0;
        }
        system.ifPresent(it -> interval(svg, "the system", it, TOP + ROW / 2));
        people.ifPresent(it -> interval(svg, "people", it, TOP + ROW + ROW / 2));
    }

    private void interval(Svg svg, String name, Interval rate, int y) {
        svg.text("name", "end", LEFT - 14, y + 4, name);
        svg.level("spread", x(rate.low()), x(rate.high()), y);
        svg.dot("estimate", x(rate.estimate()), y);
    }

    private double x(double rate) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (rate - least) / (1 - least);
    }
}
