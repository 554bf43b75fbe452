package dev.tierway.app.wiring;

import dev.tierway.app.cli.Simulations;
import dev.tierway.simulator.scenario.ScenarioReport;
import dev.tierway.simulator.scenario.Scenarios;
import java.util.List;

/** The simulator's scenarios as the command line shows them. */
final class StoryBook implements Simulations {
    @Override
    public List<Scenario> scenarios() {
        return Scenarios.all().stream()
                .map(scenario -> new Scenario(scenario.name(), scenario.story()))
                .toList();
    }

    @Override
    public String run(String scenario, int seeds, boolean json) {
        ScenarioReport report = Scenarios.named(scenario)
                .orElseThrow(() -> new IllegalArgumentException("no scenario " + scenario))
                .overSeeds(seeds)
                .run(Scenarios.SEED);
        return json ? report.toJson() : report.toText();
    }
}
