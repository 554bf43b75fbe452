package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.LineChart.Point;
import dev.tierway.app.bench.overload.LineChart.Series;
import dev.tierway.app.bench.overload.Observation.Outcome;
import dev.tierway.core.tier.ServiceTier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The charts of a phase, one line a tier. */
final class ReportCharts {
    private static final int MOST_POINTS = 30;

    private final PhaseReport phase;
    private final int seconds;
    /** Seconds that a point of a course stands for. */
    private final int step;

    private ReportCharts(PhaseReport phase) {
        this.phase = phase;
        this.seconds = 1
                + (int) phase.observations().stream()
                        .mapToLong(it -> it.request().dueNanos() / 1_000_000_000L)
                        .max()
                        .orElse(0);
        this.step = Math.ceilDiv(seconds, MOST_POINTS);
    }

    static List<LineChart> of(PhaseReport phase) {
        ReportCharts charts = new ReportCharts(phase);
        String due = "seconds into the phase at which the request was due";
        return List.of(
                new LineChart(
                        "Time to first token by percentile",
                        "percentile",
                        "ms",
                        true,
                        charts.lines(charts::percentiles)),
                new LineChart("Median time to first token", due, "ms", true, charts.lines(charts::medians)),
                new LineChart("Requests served", due, "per second", false, charts.lines(charts::served)));
    }

    private List<Series> lines(Function<ServiceTier, List<Point>> points) {
        return phase.tiers().stream()
                .map(tier -> new Series(Mix.name(tier.tier()), Mix.name(tier.tier()), points.apply(tier.tier())))
                .toList();
    }

    private List<Point> percentiles(ServiceTier tier) {
        double[] times = firstTokenTimes(served(phase.observations(), tier));
        List<Point> points = new ArrayList<>();
        for (int percent = 0; percent <= 100 && times.length > 0; percent++) {
            points.add(new Point(percent, times[(int) Math.round(percent / 100.0 * (times.length - 1))]));
        }
        return points;
    }

    private List<Point> medians(ServiceTier tier) {
        List<Point> points = new ArrayList<>();
        for (List<Observation> part : byTime(tier)) {
            double[] times = firstTokenTimes(part);
            double median = times.length == 0 ? Double.NaN : times[times.length / 2];
            points.add(new Point(points.size() * (double) step, median));
        }
        return points;
    }

    private List<Point> served(ServiceTier tier) {
        List<Point> points = new ArrayList<>();
        byTime(tier).forEach(
                part -> points.add(new Point(points.size() * (double) step, part.size() / (double) step)));
        return points;
    }

    private List<List<Observation>> byTime(ServiceTier tier) {
        List<List<Observation>> parts = new ArrayList<>();
        for (int second = 0; second < seconds; second += step) {
            parts.add(new ArrayList<>());
        }
        for (Observation observation : served(phase.observations(), tier)) {
            int second = (int) (observation.request().dueNanos() / 1_000_000_000L);
            parts.get(second / step).add(observation);
        }
        return parts;
    }

    private static List<Observation> served(List<Observation> observations, ServiceTier tier) {
        return observations.stream()
                .filter(it -> it.request().tier() == tier && it.outcome() == Outcome.SERVED)
                .toList();
    }

    private static double[] firstTokenTimes(List<Observation> observations) {
        return observations.stream()
                .mapToDouble(Observation::ttftMillis)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }
}
