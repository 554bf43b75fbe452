package dev.tierway.simulator.server;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.STANDARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.simulator.time.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EngineModelTest {
    private static final StepCost COST = new StepCost(1_000, 10, 1);
    private static final long FAR = 1_000_000_000_000L;

    private final EventLoop loop = new EventLoop();
    private final Map<Long, Long> firstTokens = new TreeMap<>();
    private final Map<Long, Long> finished = new TreeMap<>();
    private final Map<Long, Usage> usage = new TreeMap<>();
    private final Map<Long, Long> refused = new TreeMap<>();
    private final ServerListener listener = new ServerListener() {
        @Override
        public void firstToken(long id, long now) {
            firstTokens.put(id, now);
        }

        @Override
        public void finished(long id, Usage used, long now) {
            finished.put(id, now);
            usage.put(id, used);
        }

        @Override
        public void unavailable(long id, long now) {
            refused.put(id, now);
        }
    };

    @Test
    void a_request_alone_takes_one_prefill_step_and_a_step_for_each_further_token() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 100_000);
        engine.start(attempt(1, STANDARD, 100, 5), 0);
        loop.runUntil(FAR);
        assertThat(firstTokens).containsEntry(1L, 1_100L);
        assertThat(finished).containsEntry(1L, 1_100L + 4 * 1_010);
        assertThat(usage).containsEntry(1L, Usage.of(100, 0, 5));
        assertThat(engine.busyNanos()).isEqualTo(1_100 + 4 * 1_010);
    }

    @Test
    void streams_share_steps() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 100_000);
        engine.start(attempt(1, STANDARD, 100, 5), 0);
        engine.start(attempt(2, STANDARD, 200, 2), 0);
        loop.runUntil(FAR);
        assertThat(firstTokens).containsEntry(1L, 1_100L).containsEntry(2L, 1_100L + 1_210);
        assertThat(finished).containsEntry(2L, 1_100L + 1_210 + 1_020);
    }

    @Test
    void beyond_its_slots_requests_wait_inside_by_tier_where_the_engine_knows_tiers() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM_PRIORITY, 1, 100_000);
        engine.start(attempt(1, STANDARD, 100, 2), 0);
        engine.start(attempt(2, BATCH, 100, 2), 0);
        engine.start(attempt(3, PRIORITY, 100, 2), 0);
        loop.runUntil(FAR);
        assertThat(finished.get(3L)).isLessThan(finished.get(2L));
    }

    @Test
    void short_of_kv_cache_the_last_stream_is_computed_again_and_still_finishes() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 250);
        engine.start(attempt(1, STANDARD, 100, 50), 0);
        engine.start(attempt(2, STANDARD, 100, 50), 0);
        loop.runUntil(FAR);
        assertThat(finished).containsOnlyKeys(1L, 2L);
        assertThat(finished.get(2L) - finished.get(1L)).isGreaterThan(20 * 1_010);
        assertThat(usage.get(2L)).isEqualTo(Usage.of(100, 0, 50));
    }

    @Test
    void a_prompt_whose_beginning_was_computed_before_is_cheaper() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 100_000);
        List<Long> beginning = List.of(11L, 12L);
        engine.start(new Attempt(1, STANDARD, 100, 1, beginning, 32), 0);
        loop.runUntil(FAR);
        engine.start(new Attempt(2, STANDARD, 100, 1, beginning, 32), FAR);
        loop.runUntil(2 * FAR);
        assertThat(usage).containsEntry(2L, Usage.of(36, 64, 1));
        assertThat(firstTokens).containsEntry(2L, FAR + 1_036);
    }

    @Test
    void a_cancelled_request_stops_costing_steps() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 100_000);
        engine.start(attempt(1, STANDARD, 100, 1_000_000), 0);
        loop.runUntil(10_000);
        engine.cancel(1);
        loop.runUntil(FAR);
        assertThat(finished).isEmpty();
        assertThat(engine.busyNanos()).isLessThan(12_000);
    }

    @Test
    void while_an_urgent_prompt_is_computed_the_embedded_engine_holds_lower_tiers_back() {
        EngineModel engine = engine(EngineSpec.Kind.EMBEDDED, 4, 100_000);
        engine.start(attempt(1, BATCH, 10, 50_000), 0);
        loop.runUntil(50_000);
        long before = produced(engine, 1);
        engine.start(attempt(2, PRIORITY, 12_800, 2), 50_000);
        loop.runUntil(150_000);
        assertThat(produced(engine, 1) - before).isLessThanOrEqualTo(1);
        loop.runUntil(FAR);
        assertThat(finished.get(2L)).isLessThan(finished.get(1L));
    }

    @Test
    void the_embedded_engine_does_not_starve_what_it_was_given() {
        EngineModel engine = engine(EngineSpec.Kind.EMBEDDED, 8, 1_000_000);
        engine.start(attempt(0, BATCH, 200, 1), 0);
        for (int id = 1; id <= 20; id++) {
            engine.start(attempt(id, STANDARD, 2_000, 1), 0);
        }
        loop.runUntil(FAR);
        assertThat(finished.get(0L)).isLessThan(finished.get(20L));
    }

    @Test
    void faults_behave_as_named() {
        EngineModel engine = engine(EngineSpec.Kind.VLLM, 4, 100_000);
        engine.behave(new Condition.BlackHole(), 0);
        engine.start(attempt(1, STANDARD, 10, 1), 0);
        engine.behave(new Condition.Unavailable(), 0);
        engine.start(attempt(2, STANDARD, 10, 1), 0);
        engine.behave(new Condition.Frozen(), 0);
        engine.start(attempt(3, STANDARD, 10, 1), 0);
        assertThat(engine.signal()).isEmpty();
        loop.runUntil(FAR);
        assertThat(firstTokens).isEmpty();
        assertThat(refused).containsOnlyKeys(2L);
        engine.behave(new Condition.Slow(10), FAR);
        loop.runUntil(2 * FAR);
        assertThat(firstTokens).containsExactly(Map.entry(3L, FAR + 10 * 1_010));
        assertThat(engine.signal()).isPresent();
    }

    private long produced(EngineModel engine, long wanted) {
        long[] produced = {0};
        engine.eachStream((id, tokens) -> produced[0] = id == wanted ? tokens : produced[0]);
        return produced[0];
    }

    private EngineModel engine(EngineSpec.Kind kind, int slots, long kvTokens) {
        boolean yields = kind == EngineSpec.Kind.EMBEDDED;
        DeploymentSpec deployment = new DeploymentSpec("engine", slots, kvTokens, 20_000, 1_000, 50, 0, yields);
        return new EngineModel(new EngineSpec(deployment, COST, kind, 100), loop, listener);
    }

    private static Attempt attempt(long id, ServiceTier tier, int input, int output) {
        return new Attempt(id, tier, input, output, List.of(), 0);
    }
}
