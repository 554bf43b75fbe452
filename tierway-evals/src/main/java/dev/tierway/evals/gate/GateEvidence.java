package dev.tierway.evals.gate;

import dev.tierway.evals.grader.GraderSpec;
import dev.tierway.evals.run.RunManifest;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.summary.Baseline;
import dev.tierway.evals.summary.RunTally;
import java.util.Map;
import java.util.Optional;

/**
 * What a gate looks at.
 *
 * @param tally of the whole run
 * @param baseline what it is compared with; absent when there is none
 * @param utilities the graders that tell wrong answers from none, by name
 * @param coverage share of what needs evals that has them; absent when nothing says what needs them
 */
public record GateEvidence(
        RunManifest manifest,
        RunTally tally,
        Optional<Baseline> baseline,
        Map<String, GraderSpec.Utility> utilities,
        Optional<Interval> coverage) {

    public GateEvidence {
        utilities = Map.copyOf(utilities);
    }
}
