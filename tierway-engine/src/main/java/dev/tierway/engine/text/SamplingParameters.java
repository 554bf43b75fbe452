package dev.tierway.engine.text;

import java.util.Map;

/**
 * How tokens are drawn from the model's distribution: penalties and biases first, then temperature, then the cuts
 * top-k, min-p and top-p in this order.
 *
 * @param temperature 0 takes the most probable token; above it, logits are divided by this
 * @param topK keep the most probable {@code topK} tokens; 0 keeps all
 * @param topP keep the smallest set of most probable tokens whose probabilities sum to this, in (0, 1]; 1 keeps all
 * @param minP drop tokens less probable than this share of the most probable one, in [0, 1]
 * @param logitBias added to the logits of these tokens
 * @param alternatives how many most probable tokens to report with each choice; -1 reports no log probabilities at all
 */
public record SamplingParameters(
        double temperature,
        int topK,
        double topP,
        double minP,
        Penalties penalties,
        Map<Integer, Float> logitBias,
        int alternatives) {

    /** The most probable token each time, without log probabilities. */
    public static final SamplingParameters GREEDY = new SamplingParameters(0, 0, 1, 0, Penalties.NONE, Map.of(), -1);

    public SamplingParameters {
        require(temperature >= 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature);
        require(topK >= 0, "top_k", topK);
        require(topP > 0 && topP <= 1, "top_p", topP);
        require(minP >= 0 && minP <= 1, "min_p", minP);
        require(alternatives >= -1, "alternatives", alternatives);
        logitBias = Map.copyOf(logitBias);
    }

    boolean reportsLogprobs() {
        return alternatives >= 0;
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is out of range: " + value);
        }
    }

    /**
     * Lowers the logits of tokens that were used before.
     *
     * @param frequency subtracted once for every time a token was generated
     * @param presence subtracted once from every token that was generated
     * @param repetition divides positive logits, and multiplies negative ones, of every token in prompt or output; 1
     *     changes nothing
     */
    public record Penalties(float frequency, float presence, float repetition) {
        public static final Penalties NONE = new Penalties(0, 0, 1);

        public Penalties {
            if (!(repetition > 0)) {
                throw new IllegalArgumentException("repetition_penalty is out of range: " + repetition);
            }
        }

        boolean none() {
            return frequency == 0 && presence == 0 && repetition == 1;
        }
    }
}
