package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BurndownRatesTest {
    private static final Usage USAGE = new Usage(1_000, 500, 40, 10, 70, 20);

    @ParameterizedTest
    @CsvSource({
        "tierway,          1100,   70, false",
        "bedrock-reserved, 1050,   70, false",
        "anthropic,        1120,   70, false",
        "azure-ptu,        1050,   70, true",
        "vertex-gsu,       1120,   70, true"
    })
    void presets_draw_as_their_vendor_says(String name, long input, long output, boolean outputByModel) {
        BurndownPreset preset = Objects.requireNonNull(BurndownPreset.byName().get(name));

        assertThat(preset.rates().input(USAGE)).isEqualTo(input * BurndownRates.UNIT);
        assertThat(preset.rates().output(USAGE)).isEqualTo(output * BurndownRates.UNIT);
        assertThat(preset.outputByModel()).isEqualTo(outputByModel);
    }

    @Test
    void a_model_s_ratio_weighs_its_output() {
        BurndownRates gpt = BurndownPreset.AZURE_PTU.rates().withOutput(new BigDecimal("8"));

        assertThat(gpt.output(USAGE)).isEqualTo(560 * BurndownRates.UNIT);
    }

    @Test
    void decimals_are_exact_to_six_places() {
        assertThat(BurndownRates.millionths(new BigDecimal("0.000001"))).isOne();
        assertThat(BurndownRates.millionths(new BigDecimal("1.2500000"))).isEqualTo(1_250_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.0000001", "1000.1"})
    void what_cannot_be_kept_exactly_is_refused(String rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BurndownRates.millionths(new BigDecimal(rate)))
                .withMessageContaining("at most six decimals");
    }

    @Test
    void counters_that_no_request_can_have_overflow_nothing() {
        Usage absurd = new Usage(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 0);
        BurndownRates heaviest = new BurndownRates(
                1000 * BurndownRates.UNIT,
                1000 * BurndownRates.UNIT,
                1000 * BurndownRates.UNIT,
                1000 * BurndownRates.UNIT,
                1000 * BurndownRates.UNIT);
        ReservationUse once = ReservationUse.inside(heaviest, absurd);

        assertThat(once.inputUnits()).isPositive();
        assertThat(once.plus(once)
                        .plus(once)
                        .plus(ReservationUse.spilled(absurd))
                        .inputUnits())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tokens_that_draw_nothing_are_no_reservation() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BurndownRates(1, 0, 0, 0, 0));
    }
}
