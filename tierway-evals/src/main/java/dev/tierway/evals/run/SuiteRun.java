package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * One suite, ready to run.
 *
 * @param endToEnd whether only what a caller could have seen counts
 * @param trials of a case that does not say otherwise
 * @param cluster what a case depends on others through
 * @param group what per-group rules look at; empty without one
 * @param rerunSpoiled how often a spoiled sample is made again
 */
public record SuiteRun(
        String name,
        boolean endToEnd,
        Target target,
        List<Grader> graders,
        Cases cases,
        int trials,
        Function<Case, String> cluster,
        Function<Case, String> group,
        int rerunSpoiled) {

    public SuiteRun {
        graders = List.copyOf(graders);
    }

    /** Where cases come from; they are read one at a time, and again for each walk. */
    @FunctionalInterface
    public interface Cases {
        CaseStream open() throws IOException;
    }

    /** Whether grading asks a model. */
    public boolean asksJudge() {
        return graders.stream().anyMatch(Grader::asksModel);
    }

    /** How often {@code example} is run. */
    public int trials(Case example) {
        return example.trials().orElse(trials);
    }
}
