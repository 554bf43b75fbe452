package dev.tierway.evals.gate;

import dev.tierway.evals.suite.GateMetric;
import java.util.List;
import java.util.Optional;

/**
 * What a gate says of a run.
 *
 * @param baseline what it was compared with
 * @param failInconclusive whether what is not decided stops the run; else it only warns
 */
public record GateOutcome(Optional<String> baseline, List<RuleOutcome> rules, boolean failInconclusive) {

    public GateOutcome {
        rules = List.copyOf(rules);
    }

    public Ruling ruling() {
        return rules.stream().map(RuleOutcome::ruling).reduce(Ruling.PASS, Ruling::worse);
    }

    /** Whether so little is known that its other rulings mean nothing. */
    public boolean tooManyUnscored() {
        return rules.stream()
                .anyMatch(it -> it.rule().metric() == GateMetric.Plain.UNSCORED_RATE && it.ruling() == Ruling.FAIL);
    }

    /** Whether the run may go on from here. */
    public boolean open() {
        return ruling() == Ruling.PASS || (ruling() == Ruling.INCONCLUSIVE && !failInconclusive);
    }

    /** The parts that decided, the worst first. */
    public List<RuleOutcome.Part> reasons() {
        Ruling worst = ruling();
        return rules.stream()
                .filter(it -> it.ruling() == worst)
                .flatMap(it -> it.telling().stream())
                .toList();
    }
}
