package dev.tierway.engine.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A model's vocabulary with every token's bytes at hand. Thread-safe. */
final class LlamaVocabulary {
    private static final int ATTRIBUTE_UNKNOWN = 1;
    private static final int ATTRIBUTE_CONTROL = 1 << 3;
    private static final int ATTRIBUTE_USER_DEFINED = 1 << 4;
    private static final int LONGEST_PIECE = 4096;

    private final MemorySegment vocabulary;
    private final int beginOfSequence;
    private final byte[][] pieces;
    private final BitSet ends = new BitSet();

    /** Tokens that a caller's text must not turn into: control tokens, and what ends or frames a turn. */
    private final BitSet guarded = new BitSet();

    private final Map<Integer, String> guardedTexts = new HashMap<>();
    private final Map<String, Integer> controlTokens = new HashMap<>();

    // The chat template's markers are guarded even where the vocabulary calls them ordinary added words.
    LlamaVocabulary(MemorySegment vocabulary, String chatTemplate) {
        this.vocabulary = vocabulary;
        this.beginOfSequence = VocabularyApi.bos(vocabulary);
        this.pieces = new byte[VocabularyApi.size(vocabulary)][];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LONGEST_PIECE);
            for (int token = 0; token < pieces.length; token++) {
                pieces[token] = piece(token, buffer, false);
                classify(token, buffer, chatTemplate);
            }
        }
    }

    private void classify(int token, MemorySegment buffer, String chatTemplate) {
        int attributes = VocabularyApi.attributes(vocabulary, token);
        boolean control = (attributes & (ATTRIBUTE_CONTROL | ATTRIBUTE_UNKNOWN)) != 0;
        boolean end = VocabularyApi.endsGeneration(vocabulary, token);
        boolean added = (attributes & ATTRIBUTE_USER_DEFINED) != 0;
        ends.set(token, end);
        if (!control && !end && !added) {
            return;
        }
        String text = new String(piece(token, buffer, true), StandardCharsets.UTF_8);
        if (control) {
            controlTokens.put(text, token);
        }
        boolean marker = added && !text.isBlank() && chatTemplate.contains(text);
        if ((control || end || marker) && text.length() > 1) {
            guarded.set(token);
            guardedTexts.put(token, text);
        }
    }

    private byte[] piece(int token, MemorySegment buffer, boolean special) {
        int length = VocabularyApi.tokenToPiece(vocabulary, token, buffer, special);
        return length <= 0 ? new byte[0] : NativeText.bytes(buffer, length);
    }

    MemorySegment address() {
        return vocabulary;
    }

    int size() {
        return pieces.length;
    }

    int beginOfSequence() {
        return beginOfSequence;
    }

    byte[] piece(int token) {
        return pieces[token].clone();
    }

    boolean endsGeneration(int token) {
        return ends.get(token);
    }

    /** Control tokens by their text, such as {@code <|im_end|>}. */
    Map<String, Integer> controlTokens() {
        return controlTokens;
    }

    int[] tokenize(String text, boolean special) {
        int[] tokens = nativeTokens(text, special);
        return special || !hasGuarded(tokens) ? tokens : tokenizeApart(text, tokens);
    }

    private boolean hasGuarded(int[] tokens) {
        for (int token : tokens) {
            if (guarded.get(token)) {
                return true;
            }
        }
        return false;
    }

    /** Tokens of {@code text} cut inside every occurrence of the guarded texts that {@code tokens} shows. */
    private int[] tokenizeApart(String text, int[] tokens) {
        TreeSet<Integer> cuts = new TreeSet<>();
        Arrays.stream(tokens).filter(guarded::get).distinct().forEach(token -> {
            String marker = guardedTexts.getOrDefault(token, "");
            int inside = Character.charCount(marker.codePointAt(0));
            for (int at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
                cuts.add(at + inside);
            }
        });
        cuts.add(text.length());
        int[] result = new int[0];
        int start = 0;
        for (int cut : cuts) {
            result = concat(result, nativeTokens(text.substring(start, cut), false));
            start = cut;
        }
        return result;
    }

    private static int[] concat(int[] head, int[] tail) {
        int[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    private int[] nativeTokens(String text, boolean special) {
        if (text.isEmpty()) {
            return new int[0];
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            MemorySegment output = arena.allocate(ValueLayout.JAVA_INT, bytes.length + 2L);
            int count = VocabularyApi.tokenize(vocabulary, input, output, special);
            if (count < 0) {
                throw new IllegalStateException(
                        "tokenizer wants room for " + -count + " tokens of " + bytes.length + " bytes");
            }
            return output.asSlice(0, (long) count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
        }
    }
}
