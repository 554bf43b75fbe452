package dev.tierway.evals.gate;

import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.suite.GateRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one rule says of a run.
 *
 * @param parts one for each suite, target and group that it was held against; at least one
 */
public record RuleOutcome(GateRule rule, List<Part> parts) {

    public RuleOutcome {
        parts = List.copyOf(parts);
    }

    /**
     * What the rule says of one set of cases.
     *
     * @param subject what was looked at: {@code e2e on bot, refund}
     * @param seen the metric, or for comparisons its difference from the baseline
     * @param sentence why, for a person
     * @param casesToDecide how many cases like these would decide, when it is inconclusive and more would help
     */
    public record Part(
            String subject, Ruling ruling, Optional<Interval> seen, String sentence, OptionalLong casesToDecide) {}

    public Ruling ruling() {
        return parts.stream().map(Part::ruling).reduce(Ruling.PASS, Ruling::worse);
    }

    /** The parts that keep the rule from passing; all of them when it passes. */
    public List<Part> telling() {
        return parts.stream().filter(it -> it.ruling() == ruling()).toList();
    }
}
