package dev.tierway.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tierway.core.failure.Failure;
import dev.tierway.engine.text.GrammarMatcher;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A GBNF grammar of llama.cpp at some point of a text. Not thread-safe, but not bound to a thread either. Must be
 * closed, before its model.
 */
final class LlamaGrammar implements GrammarMatcher {
    private static final String ROOT = "root";
    private static final long LOGIT = LlamaLayouts.offset(LlamaLayouts.TOKEN_DATA, "logit");
    private static final long TOKEN_DATA_SIZE = LlamaLayouts.TOKEN_DATA.byteSize();

    private final LlamaModel model;
    private final MemorySegment grammar;
    private final int vocabularySize;
    private final Candidates one = new Candidates(1);
    private int allowed = -1;
    private boolean closed;

    private LlamaGrammar(LlamaModel model, MemorySegment grammar) {
        this.model = model;
        this.grammar = grammar;
        this.vocabularySize = model.vocabularySize();
    }

    static LlamaGrammar compile(LlamaModel model, String gbnf) {
        model.enter();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment grammar = gbnf.isBlank() || gbnf.indexOf('\0') >= 0
                    ? MemorySegment.NULL
                    : GrammarApi.create(
                            model.vocabulary().address(), arena.allocateFrom(gbnf), arena.allocateFrom(ROOT));
            if (!grammar.equals(MemorySegment.NULL)) {
                return new LlamaGrammar(model, grammar);
            }
        }
        model.leave();
        NativeLog.drain(); // holds the caller's text
        throw Failure.invalid(
                        "response_format",
                        "invalid_grammar",
                        "the output format cannot be turned into a grammar; simplify the schema")
                .toException();
    }

    /** A {@code llama_token_data_array} with room for a number of tokens. */
    private static final class Candidates {
        private final MemorySegment array;
        private final MemorySegment data;

        Candidates(int size) {
            Arena arena = Arena.ofAuto();
            data = arena.allocate(LlamaLayouts.TOKEN_DATA, size);
            array = arena.allocate(LlamaLayouts.TOKEN_DATA_ARRAY);
            array.set(ADDRESS, LlamaLayouts.offset(LlamaLayouts.TOKEN_DATA_ARRAY, "data"), data);
            array.set(JAVA_LONG, LlamaLayouts.offset(LlamaLayouts.TOKEN_DATA_ARRAY, "size"), size);
            array.set(JAVA_LONG, LlamaLayouts.offset(LlamaLayouts.TOKEN_DATA_ARRAY, "selected"), -1);
        }

        void set(int index, int token) {
            data.set(JAVA_INT, index * TOKEN_DATA_SIZE, token);
            data.set(JAVA_FLOAT, index * TOKEN_DATA_SIZE + LOGIT, 0);
        }

        boolean isRefused(int index) {
            return data.get(JAVA_FLOAT, index * TOKEN_DATA_SIZE + LOGIT) == Float.NEGATIVE_INFINITY;
        }
    }

    @Override
    public boolean allows(int token) {
        requireOpen();
        if (token < 0 || token >= vocabularySize) {
            return false;
        }
        one.set(0, token);
        GrammarApi.apply(grammar, one.array);
        boolean allows = !one.isRefused(0);
        allowed = allows ? token : -1;
        return allows;
    }

    /** Refuses, by an IllegalArgumentException, a token that may not come next: the library would end the process. */
    @Override
    public void accept(int token) {
        if (token != allowed && !allows(token)) {
            throw new IllegalArgumentException("the grammar does not allow token " + token + " here");
        }
        allowed = -1;
        GrammarApi.accept(grammar, token);
    }

    @Override
    public void mask(MemorySegment logits, int size) {
        requireOpen();
        if (size > vocabularySize) {
            throw new IllegalArgumentException("the vocabulary has " + vocabularySize + " tokens, not " + size);
        }
        Candidates all = new Candidates(size);
        for (int token = 0; token < size; token++) {
            all.set(token, token);
        }
        GrammarApi.apply(grammar, all.array);
        for (int token = 0; token < size; token++) {
            if (all.isRefused(token)) {
                logits.setAtIndex(JAVA_FLOAT, token, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the grammar is closed");
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            GrammarApi.free(grammar);
            model.leave();
        }
    }
}
