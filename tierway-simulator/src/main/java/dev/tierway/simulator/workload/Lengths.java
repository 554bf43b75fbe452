package dev.tierway.simulator.workload;

/**
 * How long prompts and answers are, drawn independently of each other.
 *
 * @param input prompt tokens
 * @param output answer tokens, at least 1
 */
public record Lengths(Quantiles input, Quantiles output) {
    public static Lengths fixed(int inputTokens, int outputTokens) {
        return new Lengths(Quantiles.constant(inputTokens), Quantiles.constant(outputTokens));
    }

    public Lengths atMost(int inputTokens, int outputTokens) {
        return new Lengths(input.atMost(inputTokens), output.atMost(outputTokens));
    }
}
