package dev.tierway.evals.grader;

/**
 * A sample that a person judged.
 *
 * @param good whether the person passed it
 */
public record LabelledSample(Evidence evidence, boolean good) {}
