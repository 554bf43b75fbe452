package dev.tierway.evals.roi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayoffTest {
    private static final double A_CENT = 0.01;

    @ParameterizedTest
    @CsvSource({
        "0.66, -1672000, -1740000",
        "0.80,  -160000,  -200000",
        "0.85,   380000,   350000",
        "0.90,   920000,   900000"
    })
    void profit_of_100_000_tickets(double rate, double exclusive, double additive) {
        assertThat(Tickets.payoff(Churn.EXCLUSIVE).profit(rate)).isCloseTo(exclusive, within(A_CENT));
        assertThat(Tickets.payoff(Churn.ADDITIVE).profit(rate)).isCloseTo(additive, within(A_CENT));
    }

    @Test
    void the_break_even_depends_on_how_churn_counts() {
        assertThat(Tickets.payoff(Churn.EXCLUSIVE).loss()).isEqualTo(88e9);
        assertThat(Tickets.payoff(Churn.ADDITIVE).loss()).isEqualTo(90e9);
        assertThat(Tickets.payoff(Churn.EXCLUSIVE).breakEven().orElseThrow()).isEqualTo(88.0 / 108);
        assertThat(Tickets.payoff(Churn.ADDITIVE).breakEven().orElseThrow()).isEqualTo(90.0 / 110);
        assertThat(Tickets.payoff(Churn.EXCLUSIVE).perPoint()).isEqualTo(108_000);
    }

    @Test
    void the_model_has_its_price() {
        Payoff payoff = Tickets.payoff(Churn.EXCLUSIVE).costing(500_000_000);
        assertThat(payoff.breakEven().orElseThrow()).isCloseTo(88.5 / 108, within(1e-12));
        assertThat(payoff.profit(0.9)).isCloseTo(870_000, within(A_CENT));
    }

    @Test
    void silent_errors_replace_escalations() {
        Payoff payoff = Tickets.payoff(Churn.EXCLUSIVE).hiding(new Payoff.Silent(0.25, 300_000_000_000L));
        assertThat(payoff.loss()).isCloseTo(0.75 * 88e9 + 0.25 * 300e9, within(1.0));
        assertThat(payoff.breakEven().orElseThrow()).isCloseTo(141.0 / 161, within(1e-12));
    }

    @Test
    void some_cases_never_pay() {
        Payoff dear = Tickets.payoff(Churn.EXCLUSIVE).costing(21_000_000_000L);
        assertThat(dear.breakEven()).isEmpty();
        assertThat(dear.profit(1)).isNegative();
        Payoff nothing = new Payoff(1, 0, new Payoff.Escalation(0, 0, 0, Churn.ADDITIVE), Payoff.Silent.NONE, 0);
        assertThat(nothing.breakEven()).isEmpty();
    }

    @Test
    void impossible_amounts_are_refused() {
        assertThatThrownBy(() -> new Payoff.Escalation(1, 5, 1, Churn.EXCLUSIVE))
                .hasMessage("the churn rate is from 0 to 1, not 5.0");
        assertThatThrownBy(() -> Tickets.payoff(Churn.EXCLUSIVE).profit(90)).hasMessageContaining("a success rate");
        assertThatThrownBy(() -> Tickets.payoff(Churn.EXCLUSIVE).costing(-1)).hasMessageContaining("0 or more");
    }

    @Property
    void nothing_is_won_at_the_break_even(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long gain,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long escalation,
            @ForAll @DoubleRange(min = 0, max = 1) double churnRate,
            @ForAll Churn churn) {
        Payoff payoff = new Payoff(
                1_000,
                gain,
                new Payoff.Escalation(escalation, churnRate, 1_000_000_000_000L, churn),
                Payoff.Silent.NONE,
                gain / 10);
        double rate = payoff.breakEven().orElseThrow();
        assertThat(payoff.profit(rate)).isCloseTo(0, within(A_CENT));
        assertThat(payoff.profit(1)).isPositive();
    }
}
