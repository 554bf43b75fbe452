package dev.tierway.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitLedgerTest {
    private final FakeTicker ticker = new FakeTicker();
    private final LimitLedger ledger =
            new LimitLedger(ticker, new FakeWall("2026-03-01T00:00:00Z"), (limit, now) -> {});
    private final RateQuota model = new RateQuota(LimitScope.ofModel("assistant"), RateUnit.TOKENS, 1_000);
    private final RateQuota shop = new RateQuota(LimitScope.ofProject("shop"), RateUnit.TOKENS, 600);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void nothing_is_left_open() {
        assertThat(ledger.openHolds()).isZero();
        assertThat(ledger.waiting()).isZero();
        threads.close();
    }

    @Test
    void who_waits_for_a_hold_is_served_when_it_ends_below_its_estimate() throws Exception {
        LimitHold running = place(1_000).orThrow();
        CompletableFuture<Placement> waiting = waiting(400, Patience.until(Long.MAX_VALUE), 1);

        running.post(Draw.unpriced(600));

        hold(waiting).close();
    }

    @Test
    void who_waits_is_refused_once_the_tokens_are_really_used() throws Exception {
        LimitHold running = place(1_000).orThrow();
        CompletableFuture<Placement> waiting = waiting(400, Patience.until(Long.MAX_VALUE), 1);

        running.post(Draw.unpriced(700));

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(Placement.Refused.class);
    }

    @Test
    void the_line_keeps_its_order_and_nobody_overtakes() throws Exception {
        LimitHold running = place(1_000).orThrow();
        CompletableFuture<Placement> large = waiting(800, Patience.until(Long.MAX_VALUE), 1);
        CompletableFuture<Placement> small = waiting(100, Patience.until(Long.MAX_VALUE), 2);

        running.growTo(Draw.unpriced(1_000));
        running.post(Draw.unpriced(100));

        LimitHold first = hold(large);
        hold(small).close();
        first.close();
    }

    @Test
    void whoever_has_no_patience_is_told_at_once() {
        LimitHold running = place(1_000).orThrow();
        Placement refused = place(1);

        assertThat(((Placement.Refused) refused).refusal().heldByOthers()).isTrue();
        running.close();
    }

    @Test
    void patience_ends() throws Exception {
        LimitHold running = place(1_000).orThrow();
        ticker.advance(Duration.ofNanos(5));

        Placement late = threads.submit(() -> place(1_000, Patience.until(5))).get(10, TimeUnit.SECONDS);

        assertThat(late).isInstanceOf(Placement.Refused.class);
        running.close();
    }

    @Test
    void a_client_that_leaves_leaves_the_line_too() throws Exception {
        LimitHold running = place(1_000).orThrow();
        Patience patience = Patience.until(Long.MAX_VALUE);
        CompletableFuture<Placement> waiting = waiting(400, patience, 1);

        patience.abandon();

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(FailureException.class)
                .hasMessageContaining("client_gone");
        running.close();
    }

    @Test
    void a_client_that_left_before_the_wait_does_not_wait() {
        Patience patience = Patience.until(Long.MAX_VALUE);
        patience.abandon();

        assertThatThrownBy(() -> place(1, patience)).isInstanceOf(FailureException.class);
    }

    @Test
    void one_that_waits_for_one_limit_does_not_keep_others_from_another() throws Exception {
        LimitHold shops =
                ledger.place(List.of(shop), Draw.unpriced(600), Patience.none()).orThrow();
        CompletableFuture<Placement> waiting = waiting(List.of(model, shop), 500, Patience.until(Long.MAX_VALUE), 1);

        ledger.place(List.of(model), Draw.unpriced(900), Patience.until(Long.MAX_VALUE))
                .orThrow()
                .close();

        shops.close();
        hold(waiting).close();
    }

    @Test
    void a_thread_that_is_interrupted_leaves_the_line() throws Exception {
        LimitHold running = place(1_000).orThrow();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread waiting = Thread.startVirtualThread(() -> {
            try {
                outcome.complete(new AssertionError(place(1, Patience.until(Long.MAX_VALUE))));
            } catch (FailureException left) {
                outcome.complete(left);
            }
        });
        while (ledger.waiting() < 1) {
            LockSupport.parkNanos(100_000);
        }

        waiting.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(FailureException.class);
        running.close();
    }

    @Test
    void everybody_is_served_in_the_end_whatever_limits_they_share() throws Exception {
        List<Limit> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(new RateQuota(LimitScope.ofModel("m" + i), RateUnit.TOKENS, 1_000));
        }
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int call = 0; call < 400; call++) {
            SplittableRandom random = new SplittableRandom(call);
            List<Limit> limits =
                    all.stream().filter(limit -> random.nextBoolean()).toList();
            calls.add(CompletableFuture.runAsync(() -> drawFiveTimes(limits, random), threads));
        }

        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(all)
                .allSatisfy(limit -> assertThat(
                                ledger.read(((RateQuota) limit)::state).remaining())
                        .isEqualTo(1_000));
    }

    private void drawFiveTimes(List<Limit> limits, SplittableRandom random) {
        for (int i = 0; i < 5; i++) {
            Draw estimate = Draw.unpriced(random.nextInt(1, 1_000));
            try (LimitHold hold = ledger.place(limits, estimate, Patience.until(Long.MAX_VALUE))
                    .orThrow()) {
                LockSupport.parkNanos(1_000);
                assertThat(hold.held()).isEqualTo(estimate);
            }
        }
    }

    @Test
    void a_fault_wherever_a_request_waits_leaves_no_hold_open() throws Exception {
        RateQuota requests = new RateQuota(LimitScope.ORGANISATION, RateUnit.REQUESTS, 1_000_000);
        for (int awaits = 0; awaits < 8; awaits++) {
            int faultAt = awaits;
            try {
                pretendToServe(List.of(model, shop, requests), faultAt);
            } catch (IllegalStateException fault) {
                assertThat(fault).hasMessage("fault at await " + faultAt);
            }
            assertThat(ledger.openHolds())
                    .as("after a fault at await %d", faultAt)
                    .isZero();
            assertThat(model.held() + shop.held()).isZero();
        }
    }

    /** The stages of the request path that wait, each of which may break. */
    private void pretendToServe(List<Limit> limits, int faultAt) {
        try (LimitHold hold =
                ledger.place(limits, Draw.unpriced(50), Patience.none()).orThrow()) {
            for (int await = 0; await < 6; await++) {
                if (await == faultAt) {
                    throw new IllegalStateException("fault at await " + await);
                }
                hold.growTo(Draw.unpriced(50 + await * 10L));
            }
            hold.post(Draw.unpriced(10));
        }
    }

    private Placement place(long tokens) {
        return place(tokens, Patience.none());
    }

    private Placement place(long tokens, Patience patience) {
        return ledger.place(List.of(model), Draw.unpriced(tokens), patience);
    }

    private CompletableFuture<Placement> waiting(long tokens, Patience patience, int inLine) {
        return waiting(List.of(model), tokens, patience, inLine);
    }

    /** Returns when {@code inLine} requests wait. */
    private CompletableFuture<Placement> waiting(List<Limit> limits, long tokens, Patience patience, int inLine) {
        CompletableFuture<Placement> placed = CompletableFuture.supplyAsync(
                () -> ledger.place(new ArrayList<>(limits), Draw.unpriced(tokens), patience), threads);
        while (ledger.waiting() < inLine && !placed.isDone()) {
            LockSupport.parkNanos(100_000);
        }
        return placed;
    }

    private static LimitHold hold(CompletableFuture<Placement> placed) throws Exception {
        return placed.get(10, TimeUnit.SECONDS).orThrow();
    }
}
