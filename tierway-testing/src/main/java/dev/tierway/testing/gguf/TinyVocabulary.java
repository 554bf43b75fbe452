package dev.tierway.testing.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A byte-level BPE vocabulary of a few hundred tokens: the 256 bytes, the merges that spell some common words, and three
 * control tokens at its end.
 */
final class TinyVocabulary {
    static final List<String> CONTROL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

    private static final int NORMAL = 1;
    private static final int CONTROL_TYPE = 3;
    private static final List<String> WORDS = List.of(
            "the",
            "and",
            "in",
            "on",
            "er",
            "re",
            "at",
            "is",
            "to",
            "of",
            "you",
            "that",
            "it",
            "he",
            "was",
            "for",
            "are",
            "as",
            "with",
            "his",
            "they",
            "hello",
            "world",
            "user",
            "assistant",
            "system",
            "true",
            "false",
            "null",
            "name",
            "value",
            "city",
            "ing",
            "{\"",
            "\":",
            "\",",
            "\"}");

    private final List<String> tokens = new ArrayList<>();
    private final List<String> merges;

    TinyVocabulary() {
        for (int value = 0; value < 256; value++) {
            tokens.add(symbol(value));
        }
        Set<String> pairs = new LinkedHashSet<>();
        for (String word : WORDS) {
            spell("\u0120" + word, pairs);
            spell(word, pairs);
        }
        merges = List.copyOf(pairs);
        tokens.addAll(CONTROL);
    }

    /** Adds the left-to-right merges that build {@code word}. */
    private void spell(String word, Set<String> pairs) {
        for (int end = 2; end <= word.length(); end++) {
            String token = word.substring(0, end);
            pairs.add(word.substring(0, end - 1) + " " + word.charAt(end - 1));
            if (!tokens.contains(token)) {
                tokens.add(token);
            }
        }
    }

    int size() {
        return tokens.size();
    }

    int id(String token) {
        return tokens.indexOf(token);
    }

    void describe(GgufWriter gguf) {
        int[] types = new int[size()];
        Arrays.fill(types, NORMAL);
        Arrays.fill(types, size() - CONTROL.size(), size(), CONTROL_TYPE);
        gguf.put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "gpt-2")
                .put("tokenizer.ggml.tokens", List.copyOf(tokens))
                .put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.merges", merges)
                .put("tokenizer.ggml.bos_token_id", id("<|im_start|>"))
                .put("tokenizer.ggml.eos_token_id", id("<|im_end|>"))
                .put("tokenizer.ggml.add_bos_token", false);
    }

    /** GPT-2's printable stand-in for a byte: printable Latin-1 is itself, the rest is moved above U+0100 in order. */
    private static String symbol(int value) {
        if (printable(value)) {
            return String.valueOf((char) value);
        }
        int rank = 0;
        for (int other = 0; other < value; other++) {
            rank += printable(other) ? 0 : 1;
        }
        return String.valueOf((char) (256 + rank));
    }

    private static boolean printable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || (value >= 0xAE && value <= 0xFF);
    }
}
