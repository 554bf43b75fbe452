package dev.tierway.simulator.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * An arrival rate over time, constant between steps; the last rate lasts for ever.
 *
 * @param steps in order of time, the first at 0
 */
public record RateProfile(List<Step> steps) {
    /** From {@code fromSeconds} on, {@code perSecond} requests a second. */
    public record Step(double fromSeconds, double perSecond) {}

    public RateProfile {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.getFirst().fromSeconds() != 0) {
            throw new IllegalArgumentException("a rate profile must start at 0 s: " + steps);
        }
        double previous = -1;
        for (Step step : steps) {
            if (step.fromSeconds() <= previous || !(step.perSecond() >= 0)) {
                throw new IllegalArgumentException(
                        "rate steps must be in order of time with rates of at least 0: " + steps);
            }
            previous = step.fromSeconds();
        }
    }

    public static RateProfile constant(double perSecond) {
        return new RateProfile(List.of(new Step(0, perSecond)));
    }

    /** From {@code fromSeconds} on, {@code perSecond} instead of what was before. */
    public RateProfile then(double fromSeconds, double perSecond) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(new Step(fromSeconds, perSecond));
        return new RateProfile(longer);
    }

    /** When {@code amount} more arrivals are due after {@code seconds}; infinite when the rate ends at 0 before. */
    double after(double seconds, double amount) {
        double position = seconds;
        double left = amount;
        for (int i = 0; i < steps.size(); i++) {
            double until = i + 1 < steps.size() ? steps.get(i + 1).fromSeconds() : Double.POSITIVE_INFINITY;
            double rate = steps.get(i).perSecond();
            if (until <= position || (rate == 0 && until < Double.POSITIVE_INFINITY)) {
                position = Math.max(position, until);
                continue;
            }
            double room = rate == 0 ? 0 : (until - position) * rate;
            if (left <= room) {
                return position + left / rate;
            }
            left -= room;
            position = until;
        }
        return Double.POSITIVE_INFINITY;
    }
}
