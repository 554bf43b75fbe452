package dev.tierway.core.capacity;

import static dev.tierway.core.capacity.SpillOverride.RESERVATION_ONLY;
import static dev.tierway.core.capacity.SpillOverride.SKIP;
import static dev.tierway.core.capacity.SpillOverride.THEN_FLEX;
import static dev.tierway.core.capacity.SpillOverride.THEN_PRIORITY;
import static dev.tierway.core.capacity.SpillOverride.THEN_STANDARD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpillPolicyTest {
    @Test
    void a_request_may_ask_for_what_costs_no_more() {
        assertThat(SpillPolicy.PRIORITY.usualOverrides())
                .containsExactlyInAnyOrder(RESERVATION_ONLY, THEN_PRIORITY, THEN_STANDARD, THEN_FLEX, SKIP);
        assertThat(SpillPolicy.STANDARD.usualOverrides())
                .containsExactlyInAnyOrder(RESERVATION_ONLY, THEN_STANDARD, THEN_FLEX, SKIP);
        assertThat(SpillPolicy.FLEX.usualOverrides()).containsExactlyInAnyOrder(RESERVATION_ONLY, THEN_FLEX, SKIP);
        assertThat(SpillPolicy.REJECT.usualOverrides()).containsExactly(RESERVATION_ONLY);
    }
}
