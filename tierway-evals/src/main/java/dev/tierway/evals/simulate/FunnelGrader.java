package dev.tierway.evals.simulate;

import dev.tierway.evals.grader.Evidence;
import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import tools.jackson.databind.JsonNode;

/** How far a simulated conversation came, for those who look for the cause: the {@link Outcome} and its reason. */
public final class FunnelGrader implements Grader {
    /** The name of its grades. */
    public static final String NAME = "funnel";

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
        return true;
    }

    @Override
    public Grade grade(Evidence evidence) {
        JsonNode funnel = evidence.sample().inside().path("funnel");
        String outcome = funnel.path("outcome").asString("");
        if (outcome.isEmpty()) {
            return Grade.unscored("not a simulated conversation");
        }
        return Grade.of(
                outcome.equals(Outcome.OBJECTIVE_MET.wireName()),
                outcome + ": " + funnel.path("reason").asString(""));
    }
}
