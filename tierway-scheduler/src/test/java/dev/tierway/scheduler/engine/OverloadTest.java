package dev.tierway.scheduler.engine;

import static dev.tierway.scheduler.engine.TestPool.SECOND;
import static dev.tierway.scheduler.engine.TestPool.request;
import static dev.tierway.scheduler.engine.TestPool.reservation;
import static dev.tierway.scheduler.engine.TestPool.sized;
import static dev.tierway.scheduler.engine.TestPool.slots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.flowcontrol.MinimumShares;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.QueuePolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What each tier gets of a pool that is asked for more than it has, without an end. */
class OverloadTest {
    private static final int SLOTS = 16;
    private static final QueuePolicy ROOMY = new QueuePolicy(
            Map.of(
                    ServiceTier.RESERVED, 1_000,
                    ServiceTier.PRIORITY, 1_000,
                    ServiceTier.STANDARD, 1_000,
                    ServiceTier.FLEX, 1_000,
                    ServiceTier.BATCH, 1_000),
            1,
            Set.of(),
            1,
            Duration.ZERO);
    private static final PoolPolicy POLICY = PoolPolicy.DEFAULT.withQueues(ROOMY);

    private final RandomGenerator random = new SplittableRandom(3);

    @Test
    void flex_and_batch_get_their_minimum_shares_and_no_more() {
        TestPool pool = TestPool.of(POLICY, slots("a", SLOTS));
        Map<ServiceTier, Double> served =
                serve(pool, 4_000, List.of(ServiceTier.STANDARD, ServiceTier.FLEX, ServiceTier.BATCH));
        double total = served.values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(share(served, ServiceTier.FLEX, total)).isCloseTo(0.05, within(0.01));
        assertThat(share(served, ServiceTier.BATCH, total)).isCloseTo(0.02, within(0.01));
        assertThat(pool.snapshot().tier(ServiceTier.FLEX).servedShare()).isCloseTo(0.05, within(0.015));
    }

    @Test
    void a_raised_floor_holds_until_it_is_dropped_again() {
        TestPool pool = TestPool.of(POLICY, slots("a", SLOTS));
        List<ServiceTier> tiers = List.of(ServiceTier.STANDARD, ServiceTier.BATCH);
        pool.engine.floor(ServiceTier.BATCH, 0.3, pool.now, decision -> {});
        assertThat(batchShare(serve(pool, 4_000, tiers))).isCloseTo(0.32, within(0.04));
        pool.engine.floor(ServiceTier.BATCH, 0, pool.now, decision -> {});
        serve(pool, 4_000, tiers);
        assertThat(batchShare(serve(pool, 4_000, tiers))).isCloseTo(0.02, within(0.01));
    }

    @Test
    void floors_never_promise_more_than_there_is() {
        MinimumShares shares = new MinimumShares(BandPolicy.DEFAULT);
        shares.floor(ServiceTier.BATCH, 3);
        assertThat(shares.floor(ServiceTier.BATCH)).isCloseTo(0.95, within(1e-9));
        shares.floor(ServiceTier.FLEX, 0.5);
        assertThat(shares.floor(ServiceTier.FLEX)).isCloseTo(0.05, within(1e-9));
        shares.floor(ServiceTier.BATCH, 0);
        assertThat(shares.floor(ServiceTier.BATCH)).isEqualTo(0.02);
    }

    private static double batchShare(Map<ServiceTier, Double> served) {
        double total = served.values().stream().mapToDouble(Double::doubleValue).sum();
        return share(served, ServiceTier.BATCH, total);
    }

    @Test
    void a_tier_is_owed_slightly_more_than_its_share_of_what_is_really_used() {
        MinimumShares shares = new MinimumShares(BandPolicy.DEFAULT);
        Map<ServiceTier, Double> served = new EnumMap<>(ServiceTier.class);
        Deque<ServiceTier> running = new ArrayDeque<>();
        Set<ServiceTier> waiting = EnumSet.of(ServiceTier.STANDARD, ServiceTier.BATCH);
        for (int round = 0; round < 20_000; round++) {
            long now = round * TestPool.SECOND / 10;
            ServiceTier tier = shares.owed(ServiceTier.BATCH, now) ? ServiceTier.BATCH : ServiceTier.STANDARD;
            charge(shares, tier, 1_000, waiting, now);
            running.add(tier);
            if (running.size() > SLOTS) {
                ServiceTier ended = running.remove();
                charge(shares, ended, -400, waiting, now);
                served.merge(ended, 600.0, Double::sum);
            }
        }
        double total = served.values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(share(served, ServiceTier.BATCH, total)).isBetween(0.021, 0.023);
    }

    @Test
    void a_reserved_request_inside_its_entitlement_never_waits() {
        TestPool pool = TestPool.with(POLICY, List.of(reservation("r", SpillPolicy.REJECT)), slots("a", SLOTS));
        long id = 1_000_000;
        for (int round = 0; round < 400; round++) {
            serve(pool, 4, List.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX, ServiceTier.BATCH));
            if (round % 20 == 0) {
                pool.submit(id, "r", ServiceTier.RESERVED);
                assertThat(pool.dispatch(id).queuedNanos()).isZero();
                id++;
            }
        }
    }

    /** Bound of VTC, 2 max(cost): two projects that both always wait never drift further apart. */
    @Property(tries = 30)
    void two_projects_that_wait_get_the_same_tokens_within_two_requests(@ForAll long seed) {
        RandomGenerator sizes = new SplittableRandom(seed);
        TestPool pool = TestPool.of(POLICY, slots("a", 2));
        Map<String, Double> served = new HashMap<>();
        int most = 1 + sizes.nextInt(2_000);
        double largest = most + 4 * 100;
        for (long id = 0; id < 300; id++) {
            String project = id % 2 == 0 ? "even" : "odd";
            int input = project.equals("odd") ? most : 1 + sizes.nextInt(most);
            pool.submit(sized(request(id, project, ServiceTier.STANDARD), input, 1 + sizes.nextInt(100)));
        }
        while (pool.dispatched().size() < 150) {
            long id = pool.running.keySet().iterator().next();
            pool.complete(id);
            Decision.Dispatch last = pool.dispatch(pool.dispatched().getLast());
            SchedulingRequest request = Objects.requireNonNull(pool.submitted.get(last.id()));
            served.merge(request.project(), request.inputTokens() + 4.0 * request.outputTokens(), Double::sum);
            double gap = served.getOrDefault("even", 0.0) - served.getOrDefault("odd", 0.0);
            // Two requests run before the count begins.
            assertThat(Math.abs(gap)).isLessThanOrEqualTo(2 * largest + 2 * largest);
        }
    }

    /** Keeps 20 requests of each tier waiting through {@code completions}; returns the weighted tokens dispatched. */
    private Map<ServiceTier, Double> serve(TestPool pool, int completions, List<ServiceTier> tiers) {
        Map<ServiceTier, Double> served = new EnumMap<>(ServiceTier.class);
        int seen = pool.decisions.size();
        for (int round = 0; round < completions; round++) {
            for (ServiceTier tier : tiers) {
                while (pool.snapshot().tier(tier).queued() < 20) {
                    long id = pool.submitted.size();
                    int input = 50 + random.nextInt(400);
                    pool.submit(sized(request(id, "p" + id % 3, tier), input, 1 + random.nextInt(100)));
                }
            }
            pool.pass(SECOND / 50);
            List<Long> ids = List.copyOf(pool.running.keySet());
            long id = ids.get(random.nextInt(ids.size()));
            pool.firstByte(id).complete(id);
            for (; seen < pool.decisions.size(); seen++) {
                Decision decision = pool.decisions.get(seen);
                if (decision instanceof Decision.Preempt preempt) {
                    pool.requeue(preempt.id(), false);
                } else if (decision instanceof Decision.Dispatch dispatch) {
                    SchedulingRequest request = Objects.requireNonNull(pool.submitted.get(dispatch.id()));
                    double cost = request.inputTokens() + 4.0 * request.outputTokens();
                    served.merge(dispatch.servedTier(), cost, Double::sum);
                }
            }
        }
        return served;
    }

    private static void charge(
            MinimumShares shares, ServiceTier tier, double tokens, Set<ServiceTier> waiting, long now) {
        shares.served(tier, tokens, waiting, now);
        shares.paid(tier, tier == ServiceTier.BATCH ? tokens : 0, now);
    }

    private static double share(Map<ServiceTier, Double> served, ServiceTier tier, double total) {
        return served.getOrDefault(tier, 0.0) / total;
    }
}
