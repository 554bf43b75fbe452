package dev.tierway.core.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NanoDollarsTest {
    @ParameterizedTest
    @CsvSource({
        "0.0000000005, 0",
        "0.0000000015, 2",
        "0.0000000025, 2",
        "0.00000000250000001, 3",
        "-0.0000000015, -2",
        "1.5, 1500000000",
        "9223372036.854775807, 9223372036854775807"
    })
    void amounts_between_two_nano_dollars_go_to_the_even_one(BigDecimal dollars, long nanos) {
        assertThat(NanoDollars.round(dollars)).isEqualTo(nanos);
    }

    @Test
    void an_amount_that_does_not_fit_is_an_error_and_not_another_amount() {
        assertThatThrownBy(() -> NanoDollars.round(new BigDecimal("9223372036.854775808")))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, $0.00",
        "1500000000, $1.50",
        "500000000000, $500.00",
        "1, $0.000000001",
        "-1230000000, -$1.23",
        "-9223372036854775808, -$9223372036.854775808"
    })
    void amounts_are_written_exactly(long nanos, String text) {
        assertThat(NanoDollars.format(nanos)).isEqualTo(text);
        assertThat(NanoDollars.parse(text)).contains(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "$", "5", "$5.", "$.5", "$1e3", "$1,000", "$0.0000000001", "$9223372036.9", "$-5", "€5"})
    void text_without_an_exact_meaning_is_refused(String text) {
        assertThat(NanoDollars.parse(text)).isEmpty();
    }

    @Property
    void every_amount_that_is_written_reads_back(@ForAll long nanos) {
        assertThat(NanoDollars.parse(NanoDollars.format(nanos))).contains(nanos);
        assertThat(NanoDollars.round(NanoDollars.dollars(nanos))).isEqualTo(nanos);
    }
}
