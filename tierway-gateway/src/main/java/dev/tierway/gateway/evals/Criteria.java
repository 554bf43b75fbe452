package dev.tierway.gateway.evals;

import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.grader.GraderSpec;

/** Makes the graders behind testing criteria that suite files have too. Thread-safe. */
@FunctionalInterface
public interface Criteria {
    /**
     * A working grader.
     *
     * @throws IllegalArgumentException when it cannot work here, with the reason
     */
    Grader grader(GraderSpec spec);
}
