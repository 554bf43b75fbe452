package dev.tierway.engine.fake;

import dev.tierway.engine.text.TokenChooser;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Always the most probable token, without log-probabilities. Stateless. */
public final class GreedyChooser implements TokenChooser {
    @Override
    public Choice choose(MemorySegment logits, int vocabularySize) {
        int best = 0;
        float highest = Float.NEGATIVE_INFINITY;
        for (int token = 0; token < vocabularySize; token++) {
            float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, token);
            if (logit > highest) {
                highest = logit;
                best = token;
            }
        }
        return new Choice(best, 0, List.of());
    }

    @Override
    public void close() {}
}
