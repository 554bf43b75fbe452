package dev.tierway.evals.grader;

import static dev.tierway.evals.grader.Evidences.answer;
import static dev.tierway.evals.grader.Evidences.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.grader.GraderSpec.Numeric.Which;
import java.math.BigDecimal;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NumericGraderTest {
    @Test
    void numbers_are_found_in_prose() {
        assertThat(NumbersInText.find("I refunded $1,234.50 of 2 items, -0.5 % off; order A12, 3e2.").stream()
                        .map(BigDecimal::toPlainString))
                .containsExactly("1234.50", "2", "-0.5", "300");
        assertThat(NumbersInText.find("from 10-12, -$5 and €7."))
                .map(BigDecimal::intValue)
                .containsExactly(10, 12, -5, 7);
        assertThat(NumbersInText.find("nothing")).isEmpty();
    }

    @Test
    void a_refund_is_exact_unless_a_tolerance_is_given() throws InterruptedException {
        assertThat(verdict(numeric("0", "0", Which.ONLY), answer("You get $23.00 back", "23")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(numeric("0", "0", Which.ONLY), answer("You get $22.99 back", "23")))
                .isEqualTo(Verdict.FAIL);
        assertThat(verdict(numeric("0.01", "0", Which.ONLY), answer("$22.99", "'$23'")))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(numeric("0", "0.1", Which.ONLY), answer("21", "23"))).isEqualTo(Verdict.PASS);
    }

    @Test
    void which_number_of_several_counts_is_said() throws InterruptedException {
        String text = "2 items make 46, so 23 each";

        assertThat(verdict(numeric("0", "0", Which.ONLY), answer(text, "23"))).isEqualTo(Verdict.FAIL);
        assertThat(verdict(numeric("0", "0", Which.LAST), answer(text, "23"))).isEqualTo(Verdict.PASS);
        assertThat(verdict(numeric("0", "0", Which.FIRST), answer(text, "2"))).isEqualTo(Verdict.PASS);
        assertThat(verdict(numeric("0", "0", Which.ANY), answer(text, "46"))).isEqualTo(Verdict.PASS);
    }

    @Test
    void an_expectation_without_a_number_is_unscored() throws InterruptedException {
        assertThat(verdict(numeric("0", "0", Which.ONLY), answer("23", "'unknown'")))
                .isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void a_number_too_great_to_be_told_is_none() throws InterruptedException {
        GraderSpec spec = new GraderSpec.Numeric(
                "n", "{{sample.output_json.x}}", GraderSpec.EXPECTED, BigDecimal.ONE, BigDecimal.ZERO, Which.ONLY);

        assertThat(verdict(spec, answer("{\"x\": 1e999}", "23"))).isEqualTo(Verdict.FAIL);
    }

    @Property
    void every_amount_is_found_as_it_was_written(@ForAll int cents) {
        BigDecimal amount = BigDecimal.valueOf(cents, 2);

        assertThat(NumbersInText.find("amount: " + amount.toPlainString() + "."))
                .containsExactly(amount);
        assertThat(NumbersInText.find(String.format(Locale.ROOT, "amount: %,.2f!", amount)))
                .containsExactly(amount);
    }

    private static GraderSpec numeric(String absolute, String relative, Which which) {
        return new GraderSpec.Numeric(
                "n", GraderSpec.OUTPUT, GraderSpec.EXPECTED, new BigDecimal(absolute), new BigDecimal(relative), which);
    }
}
