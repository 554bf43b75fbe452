package dev.tierway.engine.text;

import java.lang.foreign.MemorySegment;

/** Follows a grammar token by token for one sequence. Confined to the engine thread. */
public interface GrammarMatcher extends AutoCloseable {
    /** Whether {@code token} may come next; changes nothing. */
    boolean allows(int token);

    /** Moves on over {@code token}, which must be allowed. */
    void accept(int token);

    /** Sets the logit of every token that may not come next to negative infinity. Slow: milliseconds. */
    void mask(MemorySegment logits, int vocabularySize);

    @Override
    void close();
}
