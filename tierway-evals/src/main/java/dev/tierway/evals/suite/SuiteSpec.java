package dev.tierway.evals.suite;

import java.util.List;
import java.util.Optional;

/**
 * Which targets answer which cases, and who grades.
 *
 * @param kind component evals see everything and run first; end-to-end ones see what a customer sees
 * @param targets names, at least one; those of {@code simulate} when it simulates
 * @param dataset a name, or {@code name/part} of a split; that of {@code simulate} when it simulates
 * @param graders names, in the order they are asked; may be empty where customers are simulated, whose objective is always graded
 * @param trials how often each case is run, at least 1
 * @param clusterBy field or path of what makes cases depend on each other; else the dataset says
 * @param groupBy field or path of what per-group rules look at; else the item's {@code intent} or {@code routine}
 * @param simulate how customers are played, in suites that do
 */
public record SuiteSpec(
        String name,
        Kind kind,
        List<String> targets,
        String dataset,
        List<String> graders,
        int trials,
        Optional<String> clusterBy,
        Optional<String> groupBy,
        Optional<SimulateSpec> simulate) {

    public SuiteSpec {
        targets = List.copyOf(targets);
        graders = List.copyOf(graders);
    }

    /** What a suite looks at. */
    public enum Kind {
        COMPONENT("component"),
        END_TO_END("end_to_end");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
