package dev.tierway.evals.roi;

import dev.tierway.evals.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws success rates on one scale as SVG: where the system is, where people are, and the marks to clear. */
final class RatePlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 120;
    private static final int RIGHT = 24;
    private static final int ROW = 30;
    private static final int TOP = 40;
    private static final int LABEL = 108;

    private final double least;

    /** A rate to be cleared. */
    private record Mark(String name, String style, double rate) {}

    private RatePlot(double least) {
        this.least = least;
    }

    static String of(Roi roi) {
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
        return new RatePlot(floor).draw(system, people, marks);
    }

    private String draw(Optional<Interval> system, Optional<Interval> people, List<Mark> marks) {
        int bottom = TOP + 2 * ROW;
        StringBuilder svg = new StringBuilder(
                "<svg class=\"rates\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"success rates\">\n"
                        .formatted(WIDTH, bottom + 24));
        for (int tick = (int) Math.round(least * 10); tick <= 10; tick++) {
            line(svg, "grid", tick / 10.0, TOP - 4, bottom);
            text(svg, "axis", x(tick / 10.0), bottom + 18, "middle", tick * 10 + " %");
        }
        double free = 0;
        List<Mark> ordered =
                marks.stream().sorted(Comparator.comparingDouble(Mark::rate)).toList();
        for (Mark mark : ordered) {
            line(svg, mark.style(), mark.rate(), TOP - 10, bottom);
            double at = Math.clamp(x(mark.rate()), LABEL / 2.0, WIDTH - LABEL / 2.0);
            boolean crowded = at - LABEL / 2.0 < free;
            text(svg, "mark", at, crowded ? 12 : 26, "middle", mark.name() + " " + Amounts.percent(mark.rate()));
            free = at + LABEL / 2.0;
        }
        system.ifPresent(it -> interval(svg, "the system", it, TOP + ROW / 2));
        people.ifPresent(it -> interval(svg, "people", it, TOP + ROW + ROW / 2));
        return svg.append("</svg>\n").toString();
    }

    private void interval(StringBuilder svg, String name, Interval rate, int y) {
        text(svg, "name", LEFT - 14, y + 4, "end", name);
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
                x(rate.low()),
                x(rate.high()),
                y,
                y));
        svg.append(String.format(
                Locale.ROOT, "<circle class=\"estimate\" cx=\"%.1f\" cy=\"%d\" r=\"5\"/>\n", x(rate.estimate()), y));
    }

    private void line(StringBuilder svg, String style, double rate, int top, int bottom) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n",
                style,
                x(rate),
                x(rate),
                top,
                bottom));
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

    private double x(double rate) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (rate - least) / (1 - least);
    }
}
