package dev.tierway.evals.simulate;

import dev.tierway.evals.network.StateDifference;
import dev.tierway.evals.target.Turn;
import dev.tierway.evals.wording.Words;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Whether a scenario's objective was met, as seen from outside: the world is as it should be after, and what had to be
 * said was said.
 *
 * @param known whether the scenario says what must have happened
 * @param stateDifference where the world is not as it should be
 * @param unsaid what the customer was not told
 */
record Objective(boolean known, Optional<String> stateDifference, List<String> unsaid) {

    Objective {
        unsaid = List.copyOf(unsaid);
    }

    /** @param replayed the world after the scenario's expected calls; a missing node when there is no world */
    static Objective of(Scenario scenario, JsonNode replayed, JsonNode state, List<Turn> transcript) {
        Scenario.Expected expected = scenario.expected();
        Optional<String> difference = expected.endState()
                .flatMap(it -> StateDifference.missing(it, state))
                .or(() -> expected.actions().isEmpty() || replayed.isMissingNode()
                        ? Optional.empty()
                        : StateDifference.between(replayed, state));
        List<String> unsaid = expected.information().stream()
                .filter(information -> transcript.stream()
                        .filter(turn -> turn.speaker().equals(Turn.ASSISTANT))
                        .noneMatch(turn -> Words.contains(turn.text(), information)))
                .toList();
        boolean known = expected.endState().isPresent()
                || !(expected.actions().isEmpty() || replayed.isMissingNode())
                || !expected.information().isEmpty();
        return new Objective(known, difference, unsaid);
    }

    boolean met() {
        return known && stateDifference.isEmpty() && unsaid.isEmpty();
    }

    String reason() {
        if (!known) {
            return "the scenario does not say what must have happened";
        }
        return stateDifference.orElseGet(() -> unsaid.isEmpty()
                ? "the world is as it should be, and what had to be said was said"
                : "the customer was not told: " + String.join(", ", unsaid));
    }
}
