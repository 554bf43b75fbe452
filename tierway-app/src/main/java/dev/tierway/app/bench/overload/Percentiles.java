package dev.tierway.app.bench.overload;

import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * Percentiles of a measure, three significant digits; NaN when {@code count} is 0.
 *
 * @param worst99 the value that the worst 1 % are at or beyond: the 99th percentile of a time, the 1st of a rate
 */
record Percentiles(long count, double p50, double worst90, double worst99, double worst) {
    private static final double UNITS = 1e3;

    /** Of times, where more is worse. */
    static Percentiles ofTimes(DoubleStream values) {
        Histogram histogram = histogram(values);
        return of(histogram, 90, 99, 100);
    }

    /** Of rates, where less is worse. */
    static Percentiles ofRates(DoubleStream values) {
        Histogram histogram = histogram(values);
        return of(histogram, 10, 1, 0);
    }

    private static Percentiles of(Histogram histogram, double ninety, double ninetyNine, double worst) {
        if (histogram.getTotalCount() == 0) {
            return new Percentiles(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / UNITS,
                histogram.getValueAtPercentile(ninety) / UNITS,
                histogram.getValueAtPercentile(ninetyNine) / UNITS,
                histogram.getValueAtPercentile(worst) / UNITS);
    }

    private static Histogram histogram(DoubleStream values) {
        Histogram histogram = new Histogram(3);
        values.filter(Double::isFinite).forEach(value -> histogram.recordValue(Math.max(0, Math.round(value * UNITS))));
        return histogram;
    }
}
