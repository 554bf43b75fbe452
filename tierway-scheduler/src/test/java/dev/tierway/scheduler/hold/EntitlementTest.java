package dev.tierway.scheduler.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class EntitlementTest {
    private static final long SECOND = 1_000_000_000L;

    private final Entitlement entitlement = new Entitlement("r", 600, 60);

    @Test
    void a_hold_ends_once() {
        Hold hold = Objects.requireNonNull(entitlement.place(100, 10, 0));
        hold.post(100, 10, 0);
        assertThat(entitlement.openHolds()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> hold.voided(0)).withMessageContaining("twice");
    }

    @Test
    void posting_replaces_the_estimate_by_what_was_used() {
        Hold hold = Objects.requireNonNull(entitlement.place(100, 10, 0));
        hold.growTo(30, 0);
        assertThat(entitlement.outputLevel(0)).isEqualTo(30);
        hold.post(40, 25, 0);
        assertThat(entitlement.inputLevel(0)).isEqualTo(560);
        assertThat(entitlement.outputLevel(0)).isEqualTo(35);
    }

    @Test
    void what_is_missing_comes_back_at_the_bought_rate() {
        assertThat(entitlement.place(600, 1, 0)).isNotNull();
        assertThat(entitlement.place(100, 1, 0)).isNull();
        assertThat(entitlement.nanosUntil(100, 1, 0)).isEqualTo(10 * SECOND);
        assertThat(entitlement.place(100, 1, 10 * SECOND)).isNotNull();
    }

    @Test
    void a_prompt_larger_than_a_minute_is_served_from_a_full_bucket() {
        assertThat(entitlement.place(6_000, 1, 0)).isNotNull();
        assertThat(entitlement.inputLevel(0)).isEqualTo(-5_400);
    }
}
