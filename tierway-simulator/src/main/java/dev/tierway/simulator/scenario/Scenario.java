package dev.tierway.simulator.scenario;

import dev.tierway.simulator.report.RunFigures;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A named story about a pool under load, with the goals that the scheduler has to reach in it.
 *
 * @param name what happens, in snake case
 * @param story one sentence for people
 * @param baselines what the scheduler is compared with
 * @param seeds how many runs, each with the next seed; goals are judged over their mean
 */
public record Scenario(
        String name, String story, Setting setting, Set<Strategy> baselines, List<Goal> goals, int seeds) {
    public Scenario {
        baselines = new LinkedHashSet<>(baselines);
        goals = List.copyOf(goals);
    }

    static Scenario of(String name, String story, Setting setting, Goal... goals) {
        return new Scenario(name, story, setting, Set.of(), List.of(goals), 1);
    }

    Scenario against(Strategy... strategies) {
        return new Scenario(name, story, setting, new LinkedHashSet<>(List.of(strategies)), goals, seeds);
    }

    /** The same story over {@code count} seeds. */
    public Scenario overSeeds(int count) {
        return new Scenario(name, story, setting, baselines, goals, count);
    }

    /** Runs it with {@code seed} and the seeds after it; the same seed gives the same report on every machine. */
    public ScenarioReport run(long seed) {
        List<Runs> runs = LongStream.range(seed, seed + seeds)
                .parallel()
                .mapToObj(this::runOnce)
                .toList();
        List<GoalResult> results = goals.stream()
                .map(goal -> new GoalResult(
                        goal,
                        runs.stream()
                                .map(each -> goal.measure().applyAsDouble(each))
                                .toList()))
                .toList();
        return new ScenarioReport(this, seed, runs, results);
    }

    private Runs runOnce(long seed) {
        Map<Strategy, RunFigures> byStrategy = new EnumMap<>(Strategy.class);
        byStrategy.put(Strategy.TIERWAY, setting.run(Strategy.TIERWAY, seed));
        baselines.forEach(strategy -> byStrategy.put(strategy, setting.run(strategy, seed)));
        return new Runs(byStrategy);
    }
}
