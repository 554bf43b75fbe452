package dev.tierway.engine.fake;

import dev.tierway.engine.text.Tokenizer;
import java.nio.charset.StandardCharsets;

/** One token per UTF-8 byte, modulo the vocabulary; the last token ends a turn. Thread-safe. */
public final class FakeTokenizer implements Tokenizer {
    private final int vocabulary;

    public FakeTokenizer(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public int vocabularySize() {
        return vocabulary;
    }

    @Override
    public int[] tokenize(String text, boolean special) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (bytes[i] & 0xff) % (vocabulary - 1);
        }
        return tokens;
    }

    @Override
    public int beginOfSequence() {
        return -1;
    }

    @Override
    public byte[] piece(int token) {
        return endsGeneration(token) ? new byte[0] : new byte[] {(byte) token};
    }

    @Override
    public boolean endsGeneration(int token) {
        return token == vocabulary - 1;
    }
}
