package dev.tierway.evals.simulate;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.network.Agent;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.TargetFailure;
import java.util.List;

/**
 * An agent talking to a simulated customer: the case is a {@link Scenario}, the sample the conversation. Its insides hold
 * what the agent did, {@code customer: {model, persona, ending, flaws}} and {@code funnel}; it is spoiled when the
 * customer broke the rules.
 */
public final class ConversationTarget implements Target {
    private final String name;
    private final Agent agent;
    private final Conversations conversations;
    private final String fingerprint;

    public ConversationTarget(String name, Agent agent, Customers customers, ConversationRules rules) {
        this.name = name;
        this.agent = agent;
        this.conversations = new Conversations(agent, customers, rules);
        this.fingerprint = Fingerprint.of(agent, customers, rules);
    }

    /** What every simulated suite is graded by, before its own graders: the objective, and the funnel that explains. */
    public List<Grader> graders() {
        return List.of(new ObjectiveGrader(agent), new FunnelGrader());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Sample answer(Case example, Attempt attempt) throws TargetFailure, InterruptedException {
        Scenario scenario;
        try {
            scenario = ScenarioJson.read(example);
        } catch (IllegalArgumentException noScenario) {
            throw new TargetFailure(String.valueOf(noScenario.getMessage()), false, Spend.NONE);
        }
        return conversations.play(scenario, attempt);
    }

    @Override
    public void close() {
        agent.close();
    }
}
