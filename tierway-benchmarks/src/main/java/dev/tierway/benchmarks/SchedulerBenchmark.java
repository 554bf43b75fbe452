package dev.tierway.benchmarks;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.PreemptionPolicy;
import dev.tierway.scheduler.policy.QueuePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the scheduler costs on one thread: the arrival of a request and the decision on it ({@link #submit}), the end of
 * one and the dispatch that it makes possible ({@link #complete}), and both in turn ({@link #complete_and_submit}), which
 * gives the rate. The pool is full and {@code queued} requests of all tiers wait; with nothing queued the pool is half
 * empty and every arrival is dispatched at once. Nothing is pre-empted, but each arrival that waits has looked for
 * somebody to pre-empt.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1500m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SchedulerBenchmark {
    private static final int DEPLOYMENTS = 64;
    private static final int SLOTS = 32;
    private static final int PROJECTS = 1_000;
    private static final int PREFIXES = 500;
    private static final int PREFIX_BLOCKS = 12;
    private static final int BLOCK_TOKENS = 64;
    private static final long ARRIVAL_NANOS = 20_000;
    private static final List<ServiceTier> TIERS =
            List.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX, ServiceTier.BATCH);

    /** Deployments, what runs on them and what waits. */
    @State(Scope.Thread)
    public static class Pool {
        @Param({"100000", "0"})
        public int queued;

        private final SplittableRandom random = new SplittableRandom(42);
        private final List<List<Long>> prefixes = new ArrayList<>();
        private final Map<Long, SchedulingRequest> open = new HashMap<>();
        private final Consumer<Decision> decided = this::decided;
        private SchedulerEngine engine = engine();
        private long[] running = new long[0];
        private int runningCount;
        private long nextId;
        private long now;

        @Setup
        public void fill() {
            for (int prefix = 0; prefix < PREFIXES; prefix++) {
                prefixes.add(random.longs(PREFIX_BLOCKS).boxed().toList());
            }
            engine = engine();
            runningCount = 0;
            nextId = 0;
            int slots = DEPLOYMENTS * SLOTS;
            open.clear();
            int requests = queued > 0 ? slots + queued : slots / 2;
            running = new long[slots];
            for (int request = 0; request < requests; request++) {
                submit(request());
            }
        }

        SchedulingRequest anyRunning() {
            int place = random.nextInt(runningCount);
            long id = running[place];
            running[place] = running[--runningCount];
            return Objects.requireNonNull(open.remove(id));
        }

        void complete(SchedulingRequest request) {
            engine.firstByte(request.id(), now);
            engine.complete(request.id(), Usage.of(request.inputTokens(), 0, request.outputTokens()), now, decided);
        }

        void submit(SchedulingRequest request) {
            open.put(request.id(), request);
            engine.submit(request, now, decided);
        }

        SchedulingRequest request() {
            now += ARRIVAL_NANOS;
            int output = 1 + random.nextInt(400);
            return new SchedulingRequest(
                    nextId++,
                    "project-" + random.nextInt(PROJECTS),
                    TIERS.get(random.nextInt(TIERS.size())),
                    768 + random.nextInt(800),
                    output,
                    2 * output,
                    prefixes.get(random.nextInt(PREFIXES)),
                    BLOCK_TOKENS,
                    Long.MAX_VALUE / 2,
                    false,
                    true,
                    Optional.empty());
        }

        private void decided(Decision decision) {
            if (decision instanceof Decision.Dispatch dispatch) {
                running[runningCount++] = dispatch.id();
            } else {
                throw new IllegalStateException("not expected here: " + decision);
            }
        }

        private static SchedulerEngine engine() {
            List<DeploymentSpec> deployments = new ArrayList<>();
            for (int index = 0; index < DEPLOYMENTS; index++) {
                deployments.add(new DeploymentSpec(
                        "deployment-" + index, SLOTS, 200_000, 32_768, 20_000, 50, index % 2, false));
            }
            QueuePolicy queues = new QueuePolicy(
                    Map.of(
                            ServiceTier.PRIORITY, 1_000_000,
                            ServiceTier.STANDARD, 1_000_000,
                            ServiceTier.FLEX, 1_000_000,
                            ServiceTier.BATCH, 1_000_000),
                    1,
                    Set.of(),
                    1,
                    Duration.ZERO);
            PoolPolicy policy = PoolPolicy.DEFAULT.withQueues(queues).withPreemption(new PreemptionPolicy(0, 0));
            return new SchedulerEngine(policy, deployments, List.of(), Map.of(), new SplittableRandom(1));
        }
    }

    /** A request that is about to arrive, in a pool that has just served another. */
    @State(Scope.Thread)
    public static class Arrival extends Pool {
        private @Nullable SchedulingRequest next;

        @Setup(Level.Invocation)
        public void complete() {
            complete(anyRunning());
            next = request();
        }
    }

    /** A running request that is about to end, in a pool that has just taken another. */
    @State(Scope.Thread)
    public static class End extends Pool {
        private @Nullable SchedulingRequest next;

        @Setup(Level.Invocation)
        public void submit() {
            submit(request());
            next = anyRunning();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void submit(Arrival pool) {
        pool.submit(Objects.requireNonNull(pool.next));
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void complete(End pool) {
        pool.complete(Objects.requireNonNull(pool.next));
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    public void complete_and_submit(Pool pool) {
        pool.complete(pool.anyRunning());
        pool.submit(pool.request());
    }
}
