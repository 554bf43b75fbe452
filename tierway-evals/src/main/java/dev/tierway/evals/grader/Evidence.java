package dev.tierway.evals.grader;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.target.Sample;

/** What a grader may look at: a case and what was made of it. End-to-end graders get a sample without its insides. */
public record Evidence(Case example, Sample sample) {

    /** The same with only what a caller of the target could have seen. */
    public Evidence blackBox() {
        return new Evidence(example, sample.blackBox());
    }
}
