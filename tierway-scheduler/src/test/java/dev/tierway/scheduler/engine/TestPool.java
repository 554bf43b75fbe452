package dev.tierway.scheduler.engine;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A scheduler with a clock of its own that remembers every decision and what runs because of them. */
final class TestPool {
    static final long SECOND = 1_000_000_000L;

    final SchedulerEngine engine;
    final List<Decision> decisions = new ArrayList<>();
    final Map<Long, Decision.Dispatch> running = new LinkedHashMap<>();
    final Map<Long, SchedulingRequest> submitted = new LinkedHashMap<>();
    long now;

    private TestPool(SchedulerEngine engine) {
        this.engine = engine;
    }

    static TestPool of(PoolPolicy policy, DeploymentSpec... deployments) {
        return with(policy, List.of(), deployments);
    }

    static TestPool with(PoolPolicy policy, List<ReservationSpec> reservations, DeploymentSpec... deployments) {
        return new TestPool(
                new SchedulerEngine(policy, List.of(deployments), reservations, Map.of(), new SplittableRandom(7)));
    }

    static DeploymentSpec slots(String name, int slots) {
        return new DeploymentSpec(name, slots, Long.MAX_VALUE, 100_000, 10_000, 50, 0, false);
    }

    static ReservationSpec reservation(String project, SpillPolicy spill) {
        return new ReservationSpec(
                "reserved-" + project,
                List.of(project),
                6_000,
                600,
                BurndownRates.DEFAULT,
                spill,
                spill.usualOverrides());
    }

    /** 100 prompt tokens, 10 expected and at most 20 output tokens, an hour of patience. */
    static SchedulingRequest request(long id, String project, ServiceTier tier) {
        return new SchedulingRequest(
                id, project, tier, 100, 10, 20, List.of(), 0, 3_600 * SECOND, false, true, Optional.empty());
    }

    static SchedulingRequest withDeadline(SchedulingRequest request, long deadlineNanos, boolean flexFallback) {
        return new SchedulingRequest(
                request.id(),
                request.project(),
                request.tier(),
                request.inputTokens(),
                request.outputTokens(),
                request.maxOutputTokens(),
                request.prefixBlocks(),
                request.blockTokens(),
                deadlineNanos,
                flexFallback,
                request.restartable(),
                request.spill());
    }

    static SchedulingRequest sized(SchedulingRequest request, int inputTokens, int outputTokens) {
        return new SchedulingRequest(
                request.id(),
                request.project(),
                request.tier(),
                inputTokens,
                outputTokens,
                outputTokens,
                request.prefixBlocks(),
                request.blockTokens(),
                request.deadlineNanos(),
                request.flexFallback(),
                request.restartable(),
                request.spill());
    }

    static SchedulingRequest asking(SchedulingRequest request, SpillOverride spill) {
        return new SchedulingRequest(
                request.id(),
                request.project(),
                request.tier(),
                request.inputTokens(),
                request.outputTokens(),
                request.maxOutputTokens(),
                request.prefixBlocks(),
                request.blockTokens(),
                request.deadlineNanos(),
                request.flexFallback(),
                request.restartable(),
                Optional.of(spill));
    }

    static SchedulingRequest withPrefix(SchedulingRequest request, int blockTokens, List<Long> blocks) {
        return new SchedulingRequest(
                request.id(),
                request.project(),
                request.tier(),
                request.inputTokens(),
                request.outputTokens(),
                request.maxOutputTokens(),
                blocks,
                blockTokens,
                request.deadlineNanos(),
                request.flexFallback(),
                request.restartable(),
                request.spill());
    }

    TestPool submit(SchedulingRequest request) {
        submitted.put(request.id(), request);
        engine.submit(request, now, this::record);
        return this;
    }

    TestPool submit(long id, String project, ServiceTier tier) {
        return submit(request(id, project, tier));
    }

    TestPool complete(long id) {
        Decision.Dispatch dispatch = running.remove(id);
        SchedulingRequest request = Objects.requireNonNull(submitted.get(id));
        int cached = dispatch == null ? 0 : dispatch.expectedCachedTokens();
        engine.complete(
                id, Usage.of(request.inputTokens() - cached, cached, request.outputTokens()), now, this::record);
        return this;
    }

    TestPool cancel(long id) {
        running.remove(id);
        engine.cancel(id, now, this::record);
        return this;
    }

    TestPool requeue(long id, boolean deploymentAtFault) {
        running.remove(id);
        engine.requeue(id, deploymentAtFault, now, this::record);
        return this;
    }

    TestPool firstByte(long id) {
        engine.firstByte(id, now);
        return this;
    }

    TestPool progress(long id, int outputTokens) {
        engine.progress(id, outputTokens, now);
        return this;
    }

    TestPool available(String deployment, boolean available) {
        engine.available(deployment, available, now, this::record);
        return this;
    }

    TestPool observe(String deployment, int running, int waiting, double kvUsage) {
        engine.observe(deployment, new DeploymentSignal(running, waiting, kvUsage), now, this::record);
        return this;
    }

    TestPool pass(long nanos) {
        now += nanos;
        engine.advance(now, this::record);
        return this;
    }

    TestPool reservation(ReservationSpec spec, Activity activity) {
        engine.reservation(spec, activity, now, this::record);
        return this;
    }

    TestPool removeReservation(String name) {
        engine.removeReservation(name, now, this::record);
        return this;
    }

    PoolSnapshot snapshot() {
        return engine.snapshot(now);
    }

    /** Ids in the order of their dispatches. */
    List<Long> dispatched() {
        return of(Decision.Dispatch.class).map(Decision::id).toList();
    }

    Decision.Dispatch dispatch(long id) {
        return last(Decision.Dispatch.class, id);
    }

    Decision.Refuse refusal(long id) {
        return last(Decision.Refuse.class, id);
    }

    List<Long> preempted() {
        return of(Decision.Preempt.class).map(Decision::id).toList();
    }

    private <D extends Decision> D last(Class<D> kind, long id) {
        return of(kind).filter(decision -> decision.id() == id)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " of " + id));
    }

    private <D extends Decision> Stream<D> of(Class<D> kind) {
        return decisions.stream().filter(kind::isInstance).map(kind::cast);
    }

    private void record(Decision decision) {
        decisions.add(decision);
        if (decision instanceof Decision.Dispatch dispatch) {
            running.put(dispatch.id(), dispatch);
        }
    }
}
