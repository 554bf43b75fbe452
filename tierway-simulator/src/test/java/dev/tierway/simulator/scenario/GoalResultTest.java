package dev.tierway.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalResultTest {
    @Test
    void the_interval_is_students_for_the_mean() {
        GoalResult result = new GoalResult(Goal.atMost(3.5, "goal", runs -> 0), List.of(1.0, 2.0, 3.0, 4.0, 5.0));
        assertThat(result.mean()).isEqualTo(3);
        assertThat(result.halfWidth()).isCloseTo(2.776 * Math.sqrt(2.5 / 5), within(1e-12));
        assertThat(result.met()).isTrue();
    }

    @Test
    void a_single_seed_has_no_interval() {
        GoalResult result = new GoalResult(Goal.atLeast(2, "goal", runs -> 0), List.of(1.0));
        assertThat(result.halfWidth()).isZero();
        assertThat(result.met()).isFalse();
    }
}
