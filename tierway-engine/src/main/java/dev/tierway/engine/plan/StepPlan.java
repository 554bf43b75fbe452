package dev.tierway.engine.plan;

/**
 * A step's composition.
 *
 * @param size entries used in {@code candidates} and {@code tokens}
 * @param candidates indexes into {@link StepView#candidates}, first served first
 * @param tokens how many pending tokens each of them may compute, at least 1
 * @param promptTokens sum of the tokens of entries that compute more than one
 * @param predictedNanos expected length of the step
 */
public record StepPlan(int size, int[] candidates, int[] tokens, int promptTokens, double predictedNanos) {}
