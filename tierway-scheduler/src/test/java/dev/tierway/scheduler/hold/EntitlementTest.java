package dev.tierway.scheduler.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.core.capacity.BurndownPreset;
import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EntitlementTest {
    private static final long SECOND = 1_000_000_000L;

    private final Entitlement entitlement = new Entitlement("r", 600, 60, BurndownRates.DEFAULT);

    private static Usage of(long input, long output) {
        return Usage.of(input, 0, output);
    }

    @Test
    void a_hold_ends_once() {
        Hold hold = Objects.requireNonNull(entitlement.place(of(100, 10), 0));
        hold.post(of(100, 10), 0);
        assertThat(entitlement.openHolds()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> hold.voided(0)).withMessageContaining("twice");
    }

    @Test
    void posting_replaces_the_estimate_by_what_was_used() {
        Hold hold = Objects.requireNonNull(entitlement.place(of(100, 10), 0));
        hold.growTo(30, 0);
        assertThat(entitlement.outputLevel(0)).isEqualTo(30);
        hold.post(of(40, 25), 0);
        assertThat(entitlement.inputLevel(0)).isEqualTo(560);
        assertThat(entitlement.outputLevel(0)).isEqualTo(35);
    }

    @Test
    void what_turns_out_to_be_cached_is_given_back() {
        Hold hold = Objects.requireNonNull(entitlement.place(of(500, 10), 0));
        assertThat(entitlement.inputLevel(0)).isEqualTo(100);

        hold.post(Usage.of(100, 400, 10), 0);

        assertThat(entitlement.inputLevel(0)).isEqualTo(600 - 100 - 40);
    }

    @Test
    void what_is_missing_comes_back_at_the_bought_rate() {
        assertThat(entitlement.place(of(600, 1), 0)).isNotNull();
        assertThat(entitlement.place(of(100, 1), 0)).isNull();
        assertThat(entitlement.nanosUntil(of(100, 1), 0)).isEqualTo(10 * SECOND);
        assertThat(entitlement.place(of(100, 1), 10 * SECOND)).isNotNull();
    }

    @Test
    void a_prompt_larger_than_a_minute_is_served_from_a_full_bucket() {
        assertThat(entitlement.place(of(6_000, 1), 0)).isNotNull();
        assertThat(entitlement.inputLevel(0)).isEqualTo(-5_400);
    }

    @Test
    void what_was_drawn_stays_drawn_when_it_is_resized() {
        assertThat(entitlement.place(of(500, 10), 0)).isNotNull();

        entitlement.change(1_200, 60, BurndownRates.DEFAULT, 0);
        assertThat(entitlement.inputLevel(0)).isEqualTo(700);

        entitlement.change(300, 60, BurndownRates.DEFAULT, 0);
        assertThat(entitlement.inputLevel(0)).isEqualTo(-200);
        assertThat(entitlement.inputLevel(100 * SECOND)).isEqualTo(300);
    }

    @Test
    void a_hold_settles_at_the_rates_it_was_placed_at() {
        Hold hold = Objects.requireNonNull(entitlement.place(of(100, 10), 0));
        entitlement.change(600, 60, BurndownPreset.AZURE_PTU.rates().withOutput(new BigDecimal("8")), 0);

        hold.post(of(100, 20), 0);

        assertThat(entitlement.outputLevel(0)).isEqualTo(40);
        assertThat(entitlement.place(of(1, 6), 0)).isNull();
    }

    /** Whatever is held, grown, resized and settled at one instant, the balance is what was granted less what was used. */
    @Property
    void the_balance_is_the_grant_less_what_was_used(
            @ForAll @IntRange(max = 600) int held, @ForAll @IntRange(max = 5_000) int used, @ForAll boolean grows) {
        Entitlement fresh = new Entitlement("r", 600, 600, BurndownRates.DEFAULT);
        Hold hold = Objects.requireNonNull(fresh.place(of(held, held), 0));
        if (grows) {
            hold.growTo(used, 0);
        }
        fresh.change(900, 300, BurndownRates.DEFAULT, 0);

        hold.post(Usage.of(used, used, used), 0);

        assertThat(fresh.inputLevel(0)).isCloseTo(900 - 1.1 * used, within(1e-6));
        assertThat(fresh.outputLevel(0)).isCloseTo(300.0 - used, within(1e-6));
    }
}
