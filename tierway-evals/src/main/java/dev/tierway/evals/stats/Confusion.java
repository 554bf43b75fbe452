package dev.tierway.evals.stats;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Which labels two raters, or a rater and the truth, gave the same things. Confined to one thread. */
public final class Confusion {
    private final Map<String, Long> first = new TreeMap<>();
    private final Map<String, Long> second = new TreeMap<>();
    private long same;
    private long n;

    /** Takes the two labels of {@code count} things. */
    public void add(String firstLabel, String secondLabel, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count is 0 or more, not " + count);
        }
        first.merge(firstLabel, count, Long::sum);
        second.merge(secondLabel, count, Long::sum);
        n += count;
        same += firstLabel.equals(secondLabel) ? count : 0;
    }

    public void add(String firstLabel, String secondLabel) {
        add(firstLabel, secondLabel, 1);
    }

    public long n() {
        return n;
    }

    /** How often both gave the same label; at least one thing. */
    public Interval agreement(double confidence) {
        return Rates.wilson(same, n, confidence);
    }

    /**
     * Cohen's (1960) kappa: agreement beyond what the labels' frequencies alone would give, 1 for all of it. Empty when
     * both gave one and the same label to everything, as then chance explains all.
     */
    public OptionalDouble kappa() {
        double chance = chance();
        return n == 0 || chance == 1 ? OptionalDouble.empty() : OptionalDouble.of((rate() - chance) / (1 - chance));
    }

    /** The large-sample standard error of {@link #kappa}, where there is one. */
    public OptionalDouble kappaError() {
        double chance = chance();
        return n == 0 || chance == 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(rate() * (1 - rate()) / n) / (1 - chance));
    }

    private double rate() {
        return (double) same / n;
    }

    private double chance() {
        double sum = 0;
        for (Map.Entry<String, Long> label : first.entrySet()) {
            sum += (double) label.getValue() * second.getOrDefault(label.getKey(), 0L);
        }
        return sum / ((double) n * n);
    }
}
