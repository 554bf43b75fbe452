package dev.tierway.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.engine.text.GrammarMatcher;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaGrammarTest {
    private static LlamaModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyLlama.load(folder);
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @Test
    void it_follows_the_text_token_by_token() {
        try (GrammarMatcher grammar = model.grammar("root ::= \"yes\" | \"no\"")) {
            assertThat(grammar.allows(token("y"))).isTrue();
            assertThat(grammar.allows(token("n"))).isTrue();
            assertThat(grammar.allows(token("e"))).isFalse();

            grammar.accept(token("y"));
            assertThat(grammar.allows(token("y"))).isFalse();
            grammar.accept(token("e"));
            assertThat(grammar.allows(end())).isFalse();
            grammar.accept(token("s"));

            assertThat(grammar.allows(end())).isTrue();
            assertThat(grammar.allows(token("s"))).isFalse();
        }
    }

    @Test
    void the_mask_says_the_same_as_single_questions() {
        try (GrammarMatcher grammar = model.grammar("root ::= [a-f]+ \"!\"");
                Arena arena = Arena.ofConfined()) {
            grammar.accept(token("b"));
            MemorySegment logits = arena.allocate(ValueLayout.JAVA_FLOAT, model.vocabularySize());
            grammar.mask(logits, model.vocabularySize());

            for (int token = 0; token < model.vocabularySize(); token++) {
                boolean masked = logits.getAtIndex(ValueLayout.JAVA_FLOAT, token) == Float.NEGATIVE_INFINITY;
                assertThat(masked).isNotEqualTo(grammar.allows(token));
            }
        }
    }

    @Test
    void a_token_that_may_not_come_is_refused_instead_of_ending_the_process() {
        try (GrammarMatcher grammar = model.grammar("root ::= \"a\"")) {
            assertThatThrownBy(() -> grammar.accept(token("b"))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> grammar.accept(end())).isInstanceOf(IllegalArgumentException.class);
            assertThat(grammar.allows(-1)).isFalse();
            assertThat(grammar.allows(model.vocabularySize())).isFalse();
            grammar.accept(token("a"));
        }
    }

    @Test
    void a_bad_grammar_is_the_callers_fault() {
        refused("");
        refused("root ::= (");
        refused("other ::= \"a\"");
        refused("root ::= missing");
        refused("root ::= root \"a\"");
        refused("root ::= \"a\0\"");
    }

    @Test
    void closing_twice_is_harmless_and_use_after_it_is_refused() {
        GrammarMatcher grammar = model.grammar("root ::= \"a\"");
        grammar.close();
        grammar.close();

        assertThatThrownBy(() -> grammar.allows(token("a"))).isInstanceOf(IllegalStateException.class);
    }

    private static void refused(String gbnf) {
        assertThatThrownBy(() -> model.grammar(gbnf)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind().httpStatus()).isEqualTo(400);
            assertThat(e.failure().param()).isEqualTo("response_format");
        });
    }

    private static int token(String text) {
        int[] tokens = model.tokenize(text, false);
        assertThat(tokens).hasSize(1);
        return tokens[0];
    }

    private static int end() {
        return IntStream.range(0, model.vocabularySize())
                .filter(model::endsGeneration)
                .findFirst()
                .orElseThrow();
    }
}
