package dev.tierway.simulator.scenario;

import java.util.List;

/**
 * What came out of a scenario.
 *
 * @param seed of the first run
 * @param runs one for each seed
 */
public record ScenarioReport(Scenario scenario, long seed, List<Runs> runs, List<GoalResult> goals) {
    public ScenarioReport {
        runs = List.copyOf(runs);
        goals = List.copyOf(goals);
    }

    public boolean met() {
        return goals.stream().allMatch(GoalResult::met);
    }

    /** Tables of fixed width for people; those of single runs are of the first seed. */
    public String toText() {
        return new TextReport(this).toString();
    }

    /** Every figure as one JSON object. */
    public String toJson() {
        return new JsonReport(this).toString();
    }
}
