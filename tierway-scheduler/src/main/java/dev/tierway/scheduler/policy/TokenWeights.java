package dev.tierway.scheduler.policy;

/**
 * What one token of each kind costs in <em>weighted tokens</em>, the unit of fairness, shares and predicted waits.
 *
 * @param uncachedInput a prompt token that must be computed
 * @param cachedInput a prompt token found in a prefix cache
 * @param output a generated token
 */
public record TokenWeights(double uncachedInput, double cachedInput, double output) {

    /** 1, 0.1 and 4: providers price output at 3 to 8 times input, and cache reads at a tenth of it. */
    public static final TokenWeights DEFAULT = new TokenWeights(1, 0.1, 4);

    public TokenWeights {
        if (!(uncachedInput > 0) || !(cachedInput >= 0) || !(output > 0)) {
            throw new IllegalArgumentException("token weights: uncached_input (" + uncachedInput + ") and output ("
                    + output + ") must be positive, cached_input (" + cachedInput + ") not negative");
        }
    }

    public double of(long uncachedInputTokens, long cachedInputTokens, long outputTokens) {
        return uncachedInput * uncachedInputTokens + cachedInput * cachedInputTokens + output * outputTokens;
    }
}
