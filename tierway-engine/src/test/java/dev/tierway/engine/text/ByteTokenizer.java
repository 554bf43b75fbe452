package dev.tierway.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One token a byte, and special tokens from 256 on. */
final class ByteTokenizer implements Tokenizer {
    private final List<String> specials;

    ByteTokenizer(String... specials) {
        this.specials = List.of(specials);
    }

    @Override
    public int vocabularySize() {
        return 256 + specials.size();
    }

    @Override
    public int[] tokenize(String text, boolean special) {
        List<Integer> tokens = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int found = special ? specialAt(text, from) : -1;
            int to = found >= 0 ? from + specials.get(found).length() : text.offsetByCodePoints(from, 1);
            if (found >= 0) {
                tokens.add(256 + found);
            } else {
                for (byte b : text.substring(from, to).getBytes(StandardCharsets.UTF_8)) {
                    tokens.add(b & 0xFF);
                }
            }
            from = to;
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private int specialAt(String text, int from) {
        for (int i = 0; i < specials.size(); i++) {
            if (text.startsWith(specials.get(i), from)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int beginOfSequence() {
        return -1;
    }

    @Override
    public byte[] piece(int token) {
        return token < 256 ? new byte[] {(byte) token} : new byte[0];
    }

    @Override
    public boolean endsGeneration(int token) {
        return token >= 256;
    }
}
