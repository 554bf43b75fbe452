package dev.tierway.engine.text;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Picks one sequence's next token and keeps what that needs: penalties, grammar state, random numbers. Confined to the
 * engine thread, which closes it once when the generation ends.
 */
public interface TokenChooser extends AutoCloseable {
    /**
     * A chosen token.
     *
     * @param logprob natural logarithm of its probability
     * @param alternatives the most probable tokens, most probable first; empty unless asked for
     */
    record Choice(int token, float logprob, List<TokenLogprob> alternatives) {}

    /**
     * The token that follows, and a note of it for the next call.
     *
     * @param logits {@code vocabularySize} native-order floats, valid during this call; may be overwritten
     */
    Choice choose(MemorySegment logits, int vocabularySize);

    @Override
    void close();
}
