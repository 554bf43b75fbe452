package dev.tierway.simulator.scenario;

import java.util.function.ToDoubleFunction;

/** What a scenario must show: a measure of its runs and the bound it has to keep. */
public record Goal(String text, ToDoubleFunction<Runs> measure, boolean atMost, double bound) {
    static Goal atMost(double bound, String text, ToDoubleFunction<Runs> measure) {
        return new Goal(text, measure, true, bound);
    }

    static Goal atLeast(double bound, String text, ToDoubleFunction<Runs> measure) {
        return new Goal(text, measure, false, bound);
    }

    boolean metBy(double value) {
        return atMost ? value <= bound : value >= bound;
    }
}
