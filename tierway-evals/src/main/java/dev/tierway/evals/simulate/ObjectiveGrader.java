package dev.tierway.evals.simulate;

import dev.tierway.evals.grader.Evidence;
import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.network.Agent;
import tools.jackson.databind.JsonNode;

/**
 * Whether a simulated customer got what they wanted, as seen from outside: the world after the conversation is that after
 * the scenario's expected calls (or holds its end state), and all required information was said. A scenario that says
 * neither is unscored.
 */
public final class ObjectiveGrader implements Grader {
    /** The name of its grades, and of the metric they make. */
    public static final String NAME = "objective";

    private final Agent agent;

    /** @param agent makes the expected world */
    public ObjectiveGrader(Agent agent) {
        this.agent = agent;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String fingerprint() {
        return NAME + ":1";
    }

    @Override
    public boolean asksModel() {
        return false;
    }

    @Override
    public boolean looksInside() {
        return false;
    }

    @Override
    public Grade grade(Evidence evidence) throws InterruptedException {
        Scenario scenario;
        try {
            scenario = ScenarioJson.read(evidence.example());
        } catch (IllegalArgumentException noScenario) {
            return Grade.unscored("not a scenario: " + noScenario.getMessage());
        }
        Scenario.Expected expected = scenario.expected();
        JsonNode replayed = agent.replay(expected.initialState(), expected.actions());
        Objective objective = Objective.of(
                scenario, replayed, evidence.sample().state(), evidence.sample().transcript());
        return objective.known() ? Grade.of(objective.met(), objective.reason()) : Grade.unscored(objective.reason());
    }
}
