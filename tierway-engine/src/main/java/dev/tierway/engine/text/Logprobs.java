package dev.tierway.engine.text;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Log probabilities of one row of logits, kept while the row itself is being edited. */
final class Logprobs {
    private final Softmax softmax = new Softmax();
    private float[] logits = {};
    private double normaliser;

    void read(MemorySegment row, int size) {
        if (logits.length != size) {
            logits = new float[size];
        }
        MemorySegment.copy(row, JAVA_FLOAT, 0, logits, 0, size);
        float max = row.getAtIndex(JAVA_FLOAT, Sampler.argmax(row, size));
        softmax.read(row, size, max, 1);
        normaliser = max + Math.log(softmax.sum());
    }

    float of(int token) {
        return (float) (logits[token] - normaliser);
    }

    /** The {@code count} most probable tokens, best first. */
    List<TokenLogprob> top(int count) {
        int wanted = Math.min(count, logits.length);
        int[] best = new int[wanted];
        int size = 0;
        for (int token = 0; token < logits.length && wanted > 0; token++) {
            float logit = logits[token];
            boolean tooLow = size == wanted && logit <= logits[best[size - 1]];
            if (tooLow || Float.isNaN(logit)) {
                continue;
            }
            int at = size < wanted ? size++ : size - 1;
            for (; at > 0 && logit > logits[best[at - 1]]; at--) {
                best[at] = best[at - 1];
            }
            best[at] = token;
        }
        List<TokenLogprob> top = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            top.add(new TokenLogprob(best[i], of(best[i])));
        }
        return List.copyOf(top);
    }
}
