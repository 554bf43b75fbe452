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
import static dev.tierway.scheduler.engine.TestPool.slots;
import static dev.tierway.scheduler.engine.TestPool.withDeadline;
import static dev.tierway.scheduler.engine.TestPool.withPrefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.QueuePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerEngineTest {
    private static final PoolPolicy STRICT =
            PoolPolicy.DEFAULT.withBands(new BandPolicy(Map.of(), Duration.ofSeconds(60), 0, Duration.ZERO));

    private final TestPool one = TestPool.of(STRICT, slots("a", 1));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RESERVED")
    void an_idle_pool_serves_every_tier_at_once(ServiceTier tier) {
        one.submit(1, "p", tier);
        assertThat(one.dispatch(1)).isEqualTo(new Decision.Dispatch(1, "a", tier, TierReason.REQUESTED, 0, 0, ""));
    }

    @Test
    void a_freed_slot_goes_to_the_highest_tier_that_waits() {
        one.submit(1, "p", STANDARD);
        one.submit(2, "p", BATCH).submit(3, "p", FLEX).submit(4, "p", STANDARD).submit(5, "p", PRIORITY);
        for (long id : List.of(1, 5, 4, 3)) {
            one.complete(id);
        }
        assertThat(one.dispatched()).containsExactly(1L, 5L, 4L, 3L, 2L);
    }

    @Test
    void standard_requests_of_one_project_are_served_in_order_of_arrival() {
        one.submit(1, "p", STANDARD).submit(2, "p", STANDARD).submit(3, "p", STANDARD);
        one.complete(1).complete(2);
        assertThat(one.dispatched()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void flex_requests_of_one_project_are_served_in_order_of_deadline() {
        one.submit(1, "p", STANDARD);
        one.submit(withDeadline(request(2, "p", FLEX), 900 * SECOND, false));
        one.submit(withDeadline(request(3, "p", FLEX), 600 * SECOND, false));
        one.complete(1);
        assertThat(one.dispatched()).containsExactly(1L, 3L);
    }

    @Test
    void projects_take_turns_by_tokens_and_not_by_requests() {
        one.submit(1, "seed", STANDARD);
        for (int id = 10; id < 14; id++) {
            one.submit(sized(request(id, "large", STANDARD), 2_000, 10));
        }
        for (int id = 20; id < 40; id++) {
            one.submit(id, "small", STANDARD);
        }
        for (int turn = 0; turn < 16; turn++) {
            one.complete(one.dispatched().getLast());
        }
        assertThat(one.dispatched().stream().filter(id -> id >= 20)).hasSizeBetween(13, 15);
    }

    @Test
    void a_request_that_waited_says_how_long() {
        one.submit(1, "p", STANDARD).submit(2, "p", STANDARD);
        one.pass(3 * SECOND).complete(1);
        assertThat(one.dispatch(2).queuedNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void a_cancelled_request_frees_its_slot_or_its_place() {
        one.submit(1, "p", STANDARD).submit(2, "p", STANDARD).submit(3, "p", STANDARD);
        one.cancel(2).cancel(1);
        assertThat(one.dispatched()).containsExactly(1L, 3L);
        assertThat(one.cancel(3).snapshot().open()).isZero();
    }

    @Test
    void events_about_a_request_that_has_ended_change_nothing() {
        one.submit(1, "p", STANDARD).complete(1);
        PoolSnapshot before = one.snapshot();
        one.complete(1).cancel(1).requeue(1, true).firstByte(1).progress(1, 5);
        assertThat(one.snapshot()).isEqualTo(before);
    }

    @Test
    void an_id_in_use_cannot_be_submitted_again() {
        one.submit(1, "p", STANDARD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.submit(1, "p", STANDARD))
                .withMessageContaining("request 1");
    }

    @Test
    void a_failed_attempt_waits_at_its_old_place_for_another_deployment() {
        TestPool two = TestPool.of(STRICT, slots("a", 1), slots("b", 1));
        two.submit(1, "p", STANDARD).submit(2, "p", STANDARD).submit(3, "p", STANDARD);
        String failed = two.dispatch(1).deployment();
        two.requeue(1, true);
        assertThat(two.dispatch(3).deployment()).isEqualTo(failed);
        two.complete(2);
        assertThat(two.dispatch(1).deployment()).isNotEqualTo(failed);
    }

    @Test
    void a_request_that_failed_on_every_deployment_is_refused() {
        one.submit(1, "p", STANDARD).requeue(1, true);
        assertThat(one.refusal(1).reason()).isEqualTo(RefusalReason.NO_DEPLOYMENT);
        assertThat(one.snapshot().open()).isZero();
    }

    @Test
    void a_pool_without_a_healthy_deployment_refuses_people_and_keeps_flex_and_batch() {
        one.available("a", false).submit(1, "p", STANDARD).submit(2, "p", FLEX);
        assertThat(one.refusal(1).reason()).isEqualTo(RefusalReason.NO_DEPLOYMENT);
        one.available("a", true);
        assertThat(one.dispatched()).containsExactly(2L);
    }

    @Test
    void a_request_larger_than_every_context_is_refused() {
        one.submit(sized(request(1, "p", STANDARD), 100_000, 1));
        assertThat(one.refusal(1)).isEqualTo(new Decision.Refuse(1, RefusalReason.TOO_LARGE, 0));
    }

    @Test
    void a_full_queue_refuses_with_the_predicted_wait() {
        QueuePolicy queues = new QueuePolicy(Map.of(STANDARD, 1), 1, Set.of(), 1, Duration.ZERO);
        TestPool pool = TestPool.of(STRICT.withQueues(queues), slots("a", 1));
        pool.submit(1, "p", STANDARD).submit(2, "p", STANDARD).submit(3, "p", STANDARD);
        assertThat(pool.refusal(3).reason()).isEqualTo(RefusalReason.QUEUE_FULL);
        assertThat(pool.refusal(3).retryAfterNanos()).isPositive();
        assertThat(pool.complete(1).dispatched()).containsExactly(1L, 2L);
    }

    @Test
    void one_project_cannot_fill_the_queue_of_all() {
        QueuePolicy queues = new QueuePolicy(Map.of(STANDARD, 4), 0.5, Set.of(), 1, Duration.ZERO);
        TestPool pool = TestPool.of(STRICT.withQueues(queues), slots("a", 1));
        for (int id = 1; id <= 4; id++) {
            pool.submit(id, "noisy", STANDARD);
        }
        pool.submit(5, "quiet", STANDARD);
        assertThat(pool.refusal(4).reason()).isEqualTo(RefusalReason.QUEUE_FULL);
        assertThat(pool.snapshot().tier(STANDARD).queued()).isEqualTo(3);
    }

    @Test
    void a_standard_request_expires_at_its_deadline() {
        one.submit(1, "p", STANDARD).submit(withDeadline(request(2, "p", STANDARD), 5 * SECOND, false));
        assertThat(one.engine.nextWakeupNanos()).isEqualTo(5 * SECOND);
        assertThat(one.pass(5 * SECOND).refusal(2).reason()).isEqualTo(RefusalReason.DEADLINE_PASSED);
        assertThat(one.engine.nextWakeupNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void flex_that_finds_no_capacity_in_time_is_unavailable() {
        one.submit(1, "p", STANDARD).submit(withDeadline(request(2, "p", FLEX), 5 * SECOND, false));
        assertThat(one.pass(5 * SECOND).refusal(2).reason()).isEqualTo(RefusalReason.FLEX_UNAVAILABLE);
    }

    @Test
    void flex_that_opted_in_falls_back_to_standard_at_its_deadline() {
        one.submit(1, "p", STANDARD).submit(withDeadline(request(2, "p", FLEX), 5 * SECOND, true));
        one.pass(5 * SECOND).complete(1);
        assertThat(one.dispatch(2))
                .isEqualTo(new Decision.Dispatch(2, "a", STANDARD, TierReason.FLEX_FALLBACK, 5 * SECOND, 0, ""));
    }

    @Test
    void flex_that_cannot_be_reached_in_time_fails_fast() {
        one.submit(1, "p", STANDARD);
        one.submit(sized(request(2, "p", FLEX), 90_000, 10));
        one.submit(withDeadline(request(3, "p", FLEX), SECOND, false));
        assertThat(one.refusal(3).reason()).isEqualTo(RefusalReason.DEADLINE_UNREACHABLE);
    }

    @Test
    void reserved_without_a_reservation_is_refused() {
        one.submit(1, "p", RESERVED);
        assertThat(one.refusal(1)).isEqualTo(new Decision.Refuse(1, RefusalReason.NO_RESERVATION, 0));
    }

    @Test
    void reserved_work_inside_its_entitlement_goes_first_and_is_settled_once() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.REJECT)), slots("a", 1));
        pool.submit(1, "q", STANDARD).submit(2, "q", PRIORITY).submit(3, "p", RESERVED);
        assertThat(pool.snapshot().reservations().getFirst().openHolds()).isOne();
        pool.complete(1);
        assertThat(pool.dispatched()).containsExactly(1L, 3L);
        pool.complete(3);
        assertThat(pool.snapshot().reservations().getFirst()).satisfies(left -> {
            assertThat(left.inputTokens()).isEqualTo(5_900);
            assertThat(left.outputTokens()).isEqualTo(590);
            assertThat(left.openHolds()).isZero();
        });
    }

    @Test
    void a_reserved_request_that_leaves_the_queue_gives_its_entitlement_back() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.REJECT)), slots("a", 1));
        pool.submit(1, "q", STANDARD).submit(2, "p", RESERVED).cancel(2);
        assertThat(pool.snapshot().reservations().getFirst()).satisfies(left -> {
            assertThat(left.inputTokens()).isEqualTo(6_000);
            assertThat(left.outputTokens()).isEqualTo(600);
            assertThat(left.openHolds()).isZero();
        });
    }

    @Test
    void above_its_entitlement_reserved_work_spills_and_returns_as_the_bucket_refills() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.FLEX)), slots("a", 200));
        for (int id = 1; id <= 61; id++) {
            pool.submit(id, "p", RESERVED);
        }
        assertThat(pool.dispatch(60).servedTier()).isEqualTo(RESERVED);
        assertThat(pool.dispatch(61).servedTier()).isEqualTo(FLEX);
        assertThat(pool.dispatch(61).reason()).isEqualTo(TierReason.RESERVATION_EXHAUSTED);
        assertThat(pool.pass(SECOND).submit(62, "p", RESERVED).dispatch(62).servedTier())
                .isEqualTo(RESERVED);
    }

    @Test
    void above_its_entitlement_reserved_work_is_refused_until_the_refill_when_it_may_not_spill() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.REJECT)), slots("a", 200));
        for (int id = 1; id <= 61; id++) {
            pool.submit(id, "p", RESERVED);
        }
        assertThat(pool.refusal(61))
                .isEqualTo(new Decision.Refuse(
                        61,
                        RefusalReason.RESERVATION_EXHAUSTED,
                        SECOND,
                        Optional.of(new Decision.Shortfall("reserved-p", 100, 0, 10, 0))));
    }

    @Test
    void a_slot_is_kept_for_a_reservation_that_is_idle() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.REJECT)), slots("a", 4));
        for (int id = 1; id <= 5; id++) {
            pool.submit(id, "q", PRIORITY);
        }
        assertThat(pool.running).hasSize(3);
        assertThat(pool.submit(6, "p", RESERVED).dispatched()).contains(6L);
    }

    @Test
    void batch_borrows_the_reserved_slot_and_gives_it_back() {
        TestPool pool = TestPool.with(STRICT, List.of(reservation("p", SpillPolicy.REJECT)), slots("a", 2));
        pool.submit(1, "q", BATCH).submit(2, "q", BATCH).submit(3, "p", RESERVED);
        assertThat(pool.preempted()).hasSize(1);
        assertThat(pool.requeue(pool.preempted().getFirst(), false).dispatched())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void priority_cancels_flex_before_its_first_byte_only() {
        TestPool pool = TestPool.of(STRICT, slots("a", 2));
        pool.submit(1, "p", FLEX).submit(2, "p", FLEX).firstByte(1);
        pool.submit(3, "p", PRIORITY).submit(4, "p", PRIORITY);
        assertThat(pool.preempted()).containsExactly(2L);
    }

    @Test
    void batch_is_cancelled_mid_decode_after_all_that_lost_less() {
        TestPool pool = TestPool.of(STRICT, slots("a", 2));
        pool.submit(1, "p", BATCH).submit(2, "p", BATCH).firstByte(1).progress(1, 6);
        pool.submit(3, "p", PRIORITY).submit(4, "p", PRIORITY);
        assertThat(pool.decisions).contains(new Decision.Preempt(2, "a", 0), new Decision.Preempt(1, "a", 6));
        pool.requeue(2, false).requeue(1, false);
        assertThat(pool.dispatched()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_request_is_cancelled_three_times_at_most() {
        TestPool pool = TestPool.of(STRICT, slots("a", 1));
        pool.submit(1, "p", BATCH);
        for (int id = 2; id <= 5; id++) {
            pool.submit(id, "p", PRIORITY);
            if (pool.preempted().size() == id - 1) {
                pool.requeue(1, false).complete(id);
            }
        }
        assertThat(pool.preempted()).containsExactly(1L, 1L, 1L);
        assertThat(pool.complete(1).dispatched()).endsWith(5L);
    }

    @Test
    void kv_that_runners_will_need_is_not_given_away() {
        DeploymentSpec small = new DeploymentSpec("a", 8, 1_000, 1_000, 10_000, 50, 0, false);
        TestPool pool = TestPool.of(STRICT, small);
        pool.submit(sized(request(1, "p", STANDARD), 400, 200)).submit(sized(request(2, "p", STANDARD), 300, 200));
        assertThat(pool.dispatched()).containsExactly(1L);
        assertThat(pool.complete(1).dispatched()).containsExactly(1L, 2L);
    }

    @Test
    void requests_that_somebody_else_runs_on_a_deployment_take_its_slots_while_the_report_is_fresh() {
        one.observe("a", 1, 0, Double.NaN).submit(1, "p", STANDARD);
        assertThat(one.dispatched()).isEmpty();
        assertThat(one.engine.nextWakeupNanos()).isLessThan(4 * SECOND);
        assertThat(one.pass(4 * SECOND).dispatched()).containsExactly(1L);
    }

    @Test
    void a_prompt_returns_to_the_deployment_that_has_its_prefix() {
        TestPool pool = TestPool.of(STRICT, slots("a", 8), slots("b", 8), slots("c", 8));
        List<Long> prefix = List.of(11L, 12L, 13L);
        pool.submit(withPrefix(request(1, "p", PRIORITY), 32, prefix)).complete(1);
        pool.submit(2, "p", PRIORITY).submit(withPrefix(request(3, "p", PRIORITY), 32, prefix));
        assertThat(pool.dispatch(3).deployment()).isEqualTo(pool.dispatch(1).deployment());
        assertThat(pool.dispatch(3).expectedCachedTokens()).isEqualTo(96);
    }

    @Test
    void the_near_region_is_used_while_it_has_room() {
        DeploymentSpec far = new DeploymentSpec("far", 1, Long.MAX_VALUE, 100_000, 10_000, 50, 1, false);
        TestPool pool = TestPool.of(STRICT, far, slots("near", 1));
        pool.submit(1, "p", PRIORITY).submit(2, "p", PRIORITY);
        assertThat(pool.dispatch(1).deployment()).isEqualTo("near");
        assertThat(pool.dispatch(2).deployment()).isEqualTo("far");
    }

    @Test
    void flex_whose_slack_ran_out_passes_standard_and_keeps_its_own_tier() {
        PoolPolicy promoting = PoolPolicy.DEFAULT.withBands(
                new BandPolicy(Map.of(), Duration.ofSeconds(60), 0.05, Duration.ofSeconds(5)));
        TestPool pool = TestPool.of(promoting, slots("a", 1));
        pool.submit(1, "p", STANDARD).submit(2, "p", STANDARD);
        pool.submit(withDeadline(request(3, "p", FLEX), 4 * SECOND, false)).complete(1);
        assertThat(pool.dispatch(3))
                .isEqualTo(new Decision.Dispatch(3, "a", FLEX, TierReason.SLACK_PROMOTION, 0, 0, ""));
    }
}
