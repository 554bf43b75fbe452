package dev.tierway.evals.gate;

import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.summary.Shown;
import java.util.Locale;

/** How values of a metric are written in the sentences of a gate. */
record Wording(Measure measure) {

    String value(double value) {
        return switch (measure.unit()) {
            case SHARE -> Shown.percent(value);
            case SCORE -> Shown.number(value);
            case USD -> Shown.usd(value * 1e9);
            case MILLIS -> Shown.time(value * 1e6);
        };
    }

    String interval(Interval interval) {
        if (measure.unit() == Measure.Unit.SHARE) {
            return Shown.percent(interval);
        }
        return value(interval.estimate()) + " [" + value(interval.low()) + ", " + value(interval.high()) + "]";
    }

    /** A difference, with its sign. */
    String change(double difference) {
        return switch (measure.unit()) {
            case SHARE -> signed(String.format(Locale.ROOT, "%+.1f", difference * 100)) + " points";
            case SCORE -> signed(String.format(Locale.ROOT, "%+.3f", difference));
            case USD, MILLIS -> (difference < 0 ? "−" : "+") + value(Math.abs(difference));
        };
    }

    String change(Interval difference) {
        if (measure.unit() == Measure.Unit.SHARE) {
            return Shown.points(difference);
        }
        return change(difference.estimate()) + " [" + change(difference.low()) + ", " + change(difference.high()) + "]";
    }

    /** Its name as words. */
    String name() {
        return measure.metric().text().replace('_', ' ');
    }

    private static String signed(String number) {
        return number.replace('-', '−');
    }
}
