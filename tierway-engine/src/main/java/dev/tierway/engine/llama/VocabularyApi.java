package dev.tierway.engine.llama;

import static dev.tierway.engine.llama.NativeSymbols.bind;
import static dev.tierway.engine.llama.NativeSymbols.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** llama.h functions about a vocabulary; all may be called from any thread. Thin: no checks. */
final class VocabularyApi {
    private static final MethodHandle SIZE = bind("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle BOS = bind("llama_vocab_bos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ADDS_BOS =
            bind("llama_vocab_get_add_bos", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    private static final MethodHandle IS_END =
            bind("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
    private static final MethodHandle ATTRIBUTES =
            bind("llama_vocab_get_attr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle TOKENIZE = bind(
            "llama_tokenize",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
    private static final MethodHandle TOKEN_TO_PIECE = bind(
            "llama_token_to_piece",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));

    private VocabularyApi() {}

    static int size(MemorySegment vocabulary) {
        try {
            return (int) SIZE.invokeExact(vocabulary);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bos(MemorySegment vocabulary) {
        try {
            return (boolean) ADDS_BOS.invokeExact(vocabulary) ? (int) BOS.invokeExact(vocabulary) : -1;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static boolean endsGeneration(MemorySegment vocabulary, int token) {
        try {
            return (boolean) IS_END.invokeExact(vocabulary, token);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Bits of {@code enum llama_token_attr}. */
    static int attributes(MemorySegment vocabulary, int token) {
        try {
            return (int) ATTRIBUTES.invokeExact(vocabulary, token);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Number of tokens written; negative: the number that {@code tokens} would have to hold. */
    static int tokenize(MemorySegment vocabulary, MemorySegment text, MemorySegment tokens, boolean special) {
        try {
            return (int) TOKENIZE.invokeExact(
                    vocabulary,
                    text,
                    (int) text.byteSize(),
                    tokens,
                    (int) (tokens.byteSize() / Integer.BYTES),
                    false,
                    special);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Number of bytes written; negative: the number that {@code buffer} would have to hold. */
    static int tokenToPiece(MemorySegment vocabulary, int token, MemorySegment buffer, boolean special) {
        try {
            return (int) TOKEN_TO_PIECE.invokeExact(vocabulary, token, buffer, (int) buffer.byteSize(), 0, special);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
