package dev.tierway.engine.text;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.tierway.engine.text.SamplingParameters.Penalties;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Penalties and biases on the few tokens they concern. A token outside the vocabulary is passed over. */
final class LogitEdits {
    private final Penalties penalties;
    private final Map<Integer, Float> bias;

    /** How often each token was generated; 0 for one that stands in the prompt only. */
    private final Map<Integer, Integer> used = new HashMap<>();

    LogitEdits(Penalties penalties, Map<Integer, Float> bias, int[] prompt) {
        this.penalties = penalties;
        this.bias = bias;
        if (penalties.repetition() != 1) {
            for (int token : prompt) {
                used.put(token, 0);
            }
        }
    }

    void generated(int token) {
        if (!penalties.none()) {
            used.merge(token, 1, Integer::sum);
        }
    }

    void apply(MemorySegment logits, int vocabularySize) {
        used.forEach((token, count) -> {
            if (token < vocabularySize) {
                logits.setAtIndex(JAVA_FLOAT, token, penalised(logits.getAtIndex(JAVA_FLOAT, token), count));
            }
        });
        bias.forEach((token, added) -> {
            if (token < vocabularySize) {
                logits.setAtIndex(JAVA_FLOAT, token, logits.getAtIndex(JAVA_FLOAT, token) + added);
            }
        });
    }

    private float penalised(float logit, int count) {
        float repeated = logit > 0 ? logit / penalties.repetition() : logit * penalties.repetition();
        return repeated - count * penalties.frequency() - (count > 0 ? penalties.presence() : 0);
    }
}
