package dev.tierway.scheduler.engine;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.FLEX;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.RESERVED;
import static dev.tierway.core.tier.ServiceTier.STANDARD;
import static dev.tierway.scheduler.engine.TestPool.SECOND;
import static dev.tierway.scheduler.engine.TestPool.request;
import static dev.tierway.scheduler.engine.TestPool.reservation;
import static dev.tierway.scheduler.engine.TestPool.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deployments whose engines hold lower tiers back by themselves. */
class YieldingDeploymentTest {
    private static final PoolPolicy STRICT =
            PoolPolicy.DEFAULT.withBands(new BandPolicy(Map.of(), Duration.ofSeconds(60), 0, Duration.ZERO));

    @Test
    void takes_slots_times_urgent_standard_and_scavenger_work_and_no_more() {
        TestPool pool = TestPool.of(STRICT, yielding("a"));
        pool.submit(1, "p", BATCH).submit(2, "p", BATCH);
        pool.submit(3, "p", STANDARD).submit(4, "p", STANDARD);
        pool.submit(5, "p", PRIORITY).submit(6, "p", PRIORITY);
        assertThat(pool.dispatched()).containsExactly(1L, 3L, 5L);
        assertThat(pool.preempted()).isEmpty();
    }

    @Test
    void reserved_and_priority_work_share_its_slots() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("r", SpillPolicy.REJECT)), yielding("a"));
        pool.submit(1, "p", PRIORITY).submit(2, "r", RESERVED);
        assertThat(pool.dispatched()).containsExactly(1L);
        assertThat(pool.complete(1).dispatched()).containsExactly(1L, 2L);
    }

    @Test
    void flex_waits_for_a_slot_that_nobody_above_it_uses() {
        TestPool pool = TestPool.of(STRICT, yielding("a"));
        pool.submit(1, "p", PRIORITY).submit(2, "p", FLEX);
        assertThat(pool.dispatched()).containsExactly(1L);
        assertThat(pool.complete(1).dispatched()).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource(names = {"STANDARD", "FLEX", "BATCH"})
    void a_priority_request_does_not_avoid_prompts_that_will_be_held_back_for_it(ServiceTier heldBack) {
        TestPool pool = TestPool.of(STRICT, yielding("a"), far("b"));
        pool.submit(sized(request(1, "p", heldBack), 50_000, 10)).submit(2, "p", PRIORITY);
        assertThat(pool.dispatch(1).deployment()).isEqualTo("a");
        assertThat(pool.dispatch(2).deployment()).isEqualTo("a");
    }

    @Test
    void a_priority_request_avoids_a_prompt_that_will_be_computed_before_its_own() {
        DeploymentSpec two = new DeploymentSpec("a", 2, Long.MAX_VALUE, 100_000, 10_000, 50, 0, true);
        TestPool pool = TestPool.of(STRICT, two, far("b"));
        pool.submit(sized(request(1, "p", PRIORITY), 50_000, 10)).submit(2, "p", PRIORITY);
        assertThat(pool.dispatch(1).deployment()).isEqualTo("a");
        assertThat(pool.dispatch(2).deployment()).isEqualTo("b");
    }

    @Test
    void work_that_was_held_back_does_not_teach_that_the_engine_is_slow() {
        TestPool pool = TestPool.of(STRICT, yielding("a"), far("b"));
        for (int id = 1; id <= 20; id++) {
            pool.submit(id, "p", STANDARD).pass(60 * SECOND).firstByte(id).complete(id);
        }
        assertThat(pool.submit(21, "p", PRIORITY).dispatch(21).deployment()).isEqualTo("a");
    }

    private static DeploymentSpec yielding(String name) {
        return new DeploymentSpec(name, 1, Long.MAX_VALUE, 100_000, 10_000, 50, 0, true);
    }

    private static DeploymentSpec far(String name) {
        return new DeploymentSpec(name, 1, Long.MAX_VALUE, 100_000, 10_000, 50, 1, true);
    }
}
