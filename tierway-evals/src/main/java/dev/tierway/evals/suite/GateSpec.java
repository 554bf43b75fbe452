package dev.tierway.evals.suite;

import java.util.List;
import java.util.Optional;

/**
 * What a run must reach to be let through.
 *
 * @param baseline name of the run it is compared with
 * @param failInconclusive whether what is not decided stops a run; else it only warns
 */
public record GateSpec(Optional<String> baseline, List<GateRule> rules, boolean failInconclusive) {
    public static final GateSpec NONE = new GateSpec(Optional.empty(), List.of(), true);

    public GateSpec {
        rules = List.copyOf(rules);
    }
}
