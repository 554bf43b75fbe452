package dev.tierway.engine.plan;

/**
 * Length of a step: {@code base + perDecode * decoding sequences + perPromptToken * prompt tokens}, in nanoseconds.
 */
public record StepCost(double base, double perDecode, double perPromptToken) {
    public double nanos(int decodes, int promptTokens) {
        return base + perDecode * decodes + perPromptToken * promptTokens;
    }
}
