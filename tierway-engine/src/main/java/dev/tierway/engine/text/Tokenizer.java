package dev.tierway.engine.text;

/** A model's vocabulary. Thread-safe. */
public interface Tokenizer {
    int vocabularySize();

    /**
     * Token ids of {@code text}.
     *
     * @param special whether special-token text such as {@code <|im_end|>} is read as the token. Only template text may
     *     be; a caller's text never.
     */
    int[] tokenize(String text, boolean special);

    /** Whether the model's vocabulary asks for a beginning-of-sequence token, and which; -1 for none. */
    int beginOfSequence();

    /** The UTF-8 bytes a token stands for, possibly a part of a character; empty for control tokens. */
    byte[] piece(int token);

    /** Whether {@code token} ends a turn (end of text, end of turn). */
    boolean endsGeneration(int token);
}
