package dev.tierway.app.bench.overload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as inline SVG, coloured by the page's style sheet (class {@code line} plus the series' own).
 *
 * @param logarithmic whether the vertical axis goes by powers of ten
 */
record LineChart(String title, String xTitle, String yTitle, boolean logarithmic, List<Series> series) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 260;
    private static final int LEFT = 64;
    private static final int BOTTOM = 40;
    private static final int TOP = 12;
    private static final int RIGHT = 12;

    /**
     * One line.
     *
     * @param style CSS class
     */
    record Series(String name, String style, List<Point> points) {}

    record Point(double x, double y) {}

    String svg() {
        List<Point> all = series.stream()
                .flatMap(it -> it.points().stream())
                .filter(point -> Double.isFinite(point.y()) && (!logarithmic || point.y() > 0))
                .toList();
        if (all.isEmpty()) {
            return "<figure><figcaption>" + title + "</figcaption><p>nothing was served</p></figure>\n";
        }
        double xMax = all.stream().mapToDouble(Point::x).max().orElse(1);
        double yMax = all.stream().mapToDouble(Point::y).max().orElse(1);
        double yMin = logarithmic ? all.stream().mapToDouble(Point::y).min().orElse(1) : 0;
        Scale x = new Scale(0, Math.max(xMax, 1e-9), LEFT, WIDTH - RIGHT, false);
        Scale y = logarithmic
                ? new Scale(
                        floorOfTen(yMin),
                        Math.max(ceilingOfTen(yMax), floorOfTen(yMin) * 10),
                        HEIGHT - BOTTOM,
                        TOP,
                        true)
                : new Scale(0, Math.max(yMax, 1e-9), HEIGHT - BOTTOM, TOP, false);
        StringBuilder svg = new StringBuilder("<figure><figcaption>" + title + "</figcaption><svg viewBox=\"0 0 "
                + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"" + title + "\">\n");
        for (double tick : y.ticks()) {
            String at = pixel(y.pixel(tick));
            svg.append("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (WIDTH - RIGHT) + "\" y1=\"" + at + "\" y2=\""
                    + at + "\"/><text class=\"y\" x=\"" + (LEFT - 6) + "\" y=\"" + at + "\">" + label(tick)
                    + "</text>\n");
        }
        for (double tick : x.ticks()) {
            svg.append("<text class=\"x\" x=\"" + pixel(x.pixel(tick)) + "\" y=\"" + (HEIGHT - BOTTOM + 16) + "\">"
                    + label(tick) + "</text>\n");
        }
        svg.append(
                "<text class=\"x\" x=\"" + (LEFT + WIDTH) / 2 + "\" y=\"" + (HEIGHT - 6) + "\">" + xTitle + "</text>");
        svg.append("<text class=\"x\" transform=\"translate(14," + (HEIGHT - BOTTOM) / 2 + ") rotate(-90)\">" + yTitle
                + "</text>\n");
        series.forEach(it -> svg.append(line(it, x, y)));
        return svg.append("</svg></figure>\n").toString();
    }

    /** A gap in the points is a gap in the line. */
    private String line(Series of, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Point point : of.points()) {
            if (Double.isFinite(point.y()) && (!logarithmic || point.y() > 0)) {
                path.append(pen ? 'L' : 'M').append(pixel(x.pixel(point.x()))).append(' ');
                path.append(pixel(y.pixel(point.y())));
                pen = true;
            } else {
                pen = false;
            }
        }
        return "<path class=\"line " + of.style() + "\" d=\"" + path + "\"><title>" + of.name() + "</title></path>\n";
    }

    private record Scale(double low, double high, double from, double to, boolean logarithmic) {
        double pixel(double value) {
            double part = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
            return from + part * (to - from);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            if (logarithmic) {
                for (double tick = low; tick <= high * 1.001; tick *= 10) {
                    ticks.add(tick);
                }
                return ticks;
            }
            double rough = (high - low) / 5;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = rough / power <= 1
                    ? power
                    : rough / power <= 2 ? 2 * power : rough / power <= 5 ? 5 * power : 10 * power;
            for (int i = 0; low + i * step <= high * 1.001; i++) {
                ticks.add(low + i * step);
            }
            return ticks;
        }
    }

    private static double floorOfTen(double value) {
        return Math.pow(10, Math.floor(Math.log10(value)));
    }

    private static double ceilingOfTen(double value) {
        return Math.pow(10, Math.ceil(Math.log10(value)));
    }

    private static String pixel(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String label(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2g", value);
    }
}
