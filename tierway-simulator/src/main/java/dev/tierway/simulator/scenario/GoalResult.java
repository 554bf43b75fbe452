package dev.tierway.simulator.scenario;

import java.util.List;

/**
 * How a goal fared over the seeds of a scenario.
 *
 * @param values one for each seed
 */
public record GoalResult(Goal goal, List<Double> values) {
    public GoalResult {
        values = List.copyOf(values);
    }

    public double mean() {
        return new Estimate(values).mean();
    }

    /** Half the width of the 95 % interval of the mean; 0 for one seed. */
    public double halfWidth() {
        return new Estimate(values).halfWidth();
    }

    /** Whether the mean keeps the bound. */
    public boolean met() {
        return goal.metBy(mean());
    }
}
