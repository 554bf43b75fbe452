package dev.tierway.gateway.evals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static final Map<String, Double> NAMES = Map.of("a", 0.5, "b_2", 3.0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0.25 * a + 0.75*b_2 | 2.375",
                "2 + 3 * 4 ^ 2 | 50",
                "(2 + 3) * 4 | 20",
                "2 ^ 3 ^ 2 | 512",
                "-a ^ 2 | -0.25",
                "8 / 4 / 2 | 1",
                "max(a, b_2, 1) - min(a, b_2) | 2.5",
                "floor(2.7) + ceil(2.2) + abs(-3) + sqrt(9) | 11"
            })
    void arithmetic_has_its_usual_precedence(String text, double value) {
        assertThat(Formula.parse(text, NAMES.keySet()).value(NAMES)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a + | it ends too soon",
                "a b_2 | 'b' at character 3",
                "aa | did you mean 'a'?",
                "(a | it ends too soon",
                "abs(a, a) | abs takes one number",
                "a $ 2 | '$' at character 3"
            })
    void what_is_no_formula_is_refused_with_the_place(String text, String reason) {
        assertThatThrownBy(() -> Formula.parse(text, Set.of("a", "aab", "b_2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void deep_nesting_is_refused_before_the_stack_ends() {
        assertThatThrownBy(() -> Formula.parse("(".repeat(100_000) + "1", Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Formula.parse("2^".repeat(100_000) + "1", Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void any_text_is_read_or_refused_in_words(@ForAll String text) {
        try {
            Formula.parse(text, NAMES.keySet()).value(NAMES);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
