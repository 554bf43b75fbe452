package dev.tierway.scheduler.engine;

import static dev.tierway.core.tier.ServiceTier.FLEX;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.RESERVED;
import static dev.tierway.core.tier.ServiceTier.STANDARD;
import static dev.tierway.scheduler.engine.TestPool.SECOND;
import static dev.tierway.scheduler.engine.TestPool.asking;
import static dev.tierway.scheduler.engine.TestPool.request;
import static dev.tierway.scheduler.engine.TestPool.reservation;
import static dev.tierway.scheduler.engine.TestPool.sized;
import static dev.tierway.scheduler.engine.TestPool.slots;
import static dev.tierway.scheduler.engine.TestPool.withPrefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final String NAME = "reserved-p";
    private static final Activity CLOSED = new Activity(false, 90 * SECOND);

    private static TestPool pool(ReservationSpec... reservations) {
        return TestPool.with(PoolPolicy.DEFAULT, List.of(reservations), slots("a", 200));
    }

    private static ReservationSpec owned(String name, List<String> projects, SpillPolicy spill) {
        return new ReservationSpec(name, projects, 6_000, 600, BurndownRates.DEFAULT, spill, spill.usualOverrides());
    }

    private static PoolSnapshot.Reservation only(TestPool pool) {
        return pool.snapshot().reservation(NAME);
    }

    @Test
    void owners_share_one_entitlement() {
        TestPool pool = pool(owned("joint", List.of("p", "q"), SpillPolicy.REJECT));
        pool.submit(sized(request(1, "p", RESERVED), 4_000, 10)).submit(sized(request(2, "q", RESERVED), 4_000, 10));

        assertThat(pool.dispatch(1).reservation()).isEqualTo("joint");
        assertThat(pool.refusal(2).reason()).isEqualTo(RefusalReason.RESERVATION_EXHAUSTED);
    }

    @Test
    void a_project_draws_on_its_next_reservation_when_one_is_used_up() {
        TestPool pool =
                pool(owned("base", List.of("p"), SpillPolicy.FLEX), owned("extra", List.of("p"), SpillPolicy.STANDARD));
        for (int id = 1; id <= 3; id++) {
            pool.submit(sized(request(id, "p", RESERVED), 4_000, 10));
        }

        assertThat(pool.dispatch(1).reservation()).isEqualTo("base");
        assertThat(pool.dispatch(2).reservation()).isEqualTo("extra");
        assertThat(pool.dispatch(3)).satisfies(spilled -> {
            assertThat(spilled.servedTier()).isEqualTo(FLEX);
            assertThat(spilled.reservation()).isEqualTo("base");
        });
    }

    @Test
    void outside_its_window_reserved_work_spills_and_says_why() {
        TestPool pool = pool(reservation("p", SpillPolicy.PRIORITY));
        pool.reservation(reservation("p", SpillPolicy.PRIORITY), CLOSED).submit(1, "p", RESERVED);

        assertThat(pool.dispatch(1).servedTier()).isEqualTo(PRIORITY);
        assertThat(pool.dispatch(1).reason()).isEqualTo(TierReason.OUTSIDE_WINDOW);
        assertThat(only(pool).active()).isFalse();

        pool.reservation(reservation("p", SpillPolicy.PRIORITY), Activity.ALWAYS)
                .submit(2, "p", RESERVED);
        assertThat(pool.dispatch(2).servedTier()).isEqualTo(RESERVED);
    }

    @Test
    void outside_its_window_work_that_may_not_spill_is_told_when_it_opens() {
        TestPool pool = pool(reservation("p", SpillPolicy.REJECT));
        pool.reservation(reservation("p", SpillPolicy.REJECT), CLOSED)
                .pass(30 * SECOND)
                .submit(1, "p", RESERVED);

        assertThat(pool.refusal(1).reason()).isEqualTo(RefusalReason.OUTSIDE_WINDOW);
        assertThat(pool.refusal(1).retryAfterNanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void what_a_window_let_in_is_served_as_reserved_after_it_has_closed() {
        TestPool pool =
                TestPool.with(PoolPolicy.DEFAULT, List.of(reservation("p", SpillPolicy.STANDARD)), slots("a", 1));
        pool.submit(1, "p", RESERVED).submit(2, "p", RESERVED);
        pool.reservation(reservation("p", SpillPolicy.STANDARD), CLOSED).complete(1);

        assertThat(pool.dispatch(2).servedTier()).isEqualTo(RESERVED);
        pool.complete(2);
        assertThat(only(pool).openHolds()).isZero();
    }

    @Test
    void a_closed_window_keeps_no_slot_free() {
        ReservationSpec spec = reservation("p", SpillPolicy.REJECT);
        TestPool pool = TestPool.with(PoolPolicy.DEFAULT, List.of(spec), slots("a", 4));
        for (int id = 1; id <= 4; id++) {
            pool.submit(id, "q", PRIORITY);
        }
        assertThat(pool.running).hasSize(3);

        pool.reservation(spec, CLOSED);

        assertThat(pool.running).hasSize(4);
    }

    @Test
    void holds_outlive_a_cancellation_and_settle_once() {
        TestPool pool = pool(reservation("p", SpillPolicy.REJECT));
        pool.submit(1, "p", RESERVED).removeReservation(NAME).submit(2, "p", RESERVED);

        assertThat(pool.refusal(2).reason()).isEqualTo(RefusalReason.NO_RESERVATION);
        assertThat(only(pool).openHolds()).isOne();
        pool.complete(1);
        assertThat(pool.snapshot().reservations()).isEmpty();
    }

    @Test
    void a_reservation_that_is_made_again_remembers_what_was_drawn() {
        ReservationSpec spec = reservation("p", SpillPolicy.REJECT);
        TestPool pool = pool(spec);
        pool.submit(1, "p", RESERVED).removeReservation(NAME).reservation(spec, Activity.ALWAYS);

        assertThat(only(pool).inputTokens()).isEqualTo(5_900);
        assertThat(only(pool).openHolds()).isOne();
    }

    @Test
    void a_resized_reservation_grants_more_at_once() {
        TestPool pool = pool(reservation("p", SpillPolicy.REJECT));
        pool.submit(sized(request(1, "p", RESERVED), 6_000, 10)).submit(2, "p", RESERVED);
        assertThat(pool.refusal(2).reason()).isEqualTo(RefusalReason.RESERVATION_EXHAUSTED);
        ReservationSpec larger = new ReservationSpec(
                NAME, List.of("p"), 12_000, 600, BurndownRates.DEFAULT, SpillPolicy.REJECT, Set.of());

        pool.reservation(larger, Activity.ALWAYS).submit(3, "p", RESERVED);

        assertThat(pool.dispatch(3).servedTier()).isEqualTo(RESERVED);
        assertThat(only(pool).inputTokens()).isEqualTo(5_900);
    }

    @Test
    void a_request_may_ask_for_a_spill_that_its_reservation_permits() {
        TestPool pool = pool(reservation("p", SpillPolicy.STANDARD));
        pool.submit(sized(request(1, "p", RESERVED), 6_000, 10));
        pool.submit(asking(request(2, "p", RESERVED), SpillOverride.THEN_FLEX))
                .submit(asking(request(3, "p", RESERVED), SpillOverride.RESERVATION_ONLY))
                .submit(asking(request(4, "p", RESERVED), SpillOverride.THEN_PRIORITY))
                .submit(asking(request(5, "p", RESERVED), SpillOverride.SKIP));

        assertThat(pool.dispatch(2).servedTier()).isEqualTo(FLEX);
        assertThat(pool.refusal(3).reason()).isEqualTo(RefusalReason.RESERVATION_EXHAUSTED);
        assertThat(pool.refusal(4).reason()).isEqualTo(RefusalReason.SPILL_NOT_PERMITTED);
        assertThat(pool.dispatch(5).servedTier()).isEqualTo(STANDARD);
        assertThat(only(pool).outcomes()).isEqualTo(new PoolSnapshot.Reservation.Outcomes(1, 2, 2));
    }

    @Test
    void skipping_leaves_room_in_the_reservation_untouched() {
        TestPool pool = pool(reservation("p", SpillPolicy.STANDARD));
        pool.submit(asking(request(1, "p", RESERVED), SpillOverride.SKIP));

        assertThat(pool.dispatch(1).servedTier()).isEqualTo(STANDARD);
        assertThat(pool.dispatch(1).reason()).isEqualTo(TierReason.RESERVATION_SKIPPED);
        assertThat(only(pool).inputTokens()).isEqualTo(6_000);
    }

    @Test
    void cached_tokens_draw_at_their_own_rate() {
        TestPool pool = pool(reservation("p", SpillPolicy.REJECT));
        List<Long> manual = List.of(1L, 2L, 3L, 4L);
        pool.submit(withPrefix(sized(request(1, "p", RESERVED), 2_400, 10), 500, manual))
                .complete(1);
        assertThat(only(pool).inputTokens()).isEqualTo(3_600);

        pool.submit(withPrefix(sized(request(2, "p", RESERVED), 2_400, 10), 500, manual));

        assertThat(only(pool).inputTokens()).isEqualTo(3_600 - 400 - 200);
    }

    @Test
    void a_snapshot_tells_what_was_used_inside_and_what_went_past() {
        TestPool pool = pool(reservation("p", SpillPolicy.STANDARD));
        pool.submit(sized(request(1, "p", RESERVED), 6_000, 10)).submit(2, "p", RESERVED);
        pool.complete(1).complete(2);

        assertThat(only(pool).use())
                .isEqualTo(ReservationUse.inside(BurndownRates.DEFAULT, Usage.of(6_000, 0, 10))
                        .plus(ReservationUse.spilled(Usage.of(100, 0, 10))));
        assertThat(only(pool).use().spillShare()).isGreaterThan(0.01);
    }
}
