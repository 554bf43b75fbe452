package dev.tierway.simulator.scenario;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.pace.BatchPace;
import dev.tierway.scheduler.pace.PacePolicy;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.policy.LimitPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.PreemptionPolicy;
import dev.tierway.simulator.report.Figures;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.run.BatchFeed;
import dev.tierway.simulator.run.Change;
import dev.tierway.simulator.run.Dispatcher;
import dev.tierway.simulator.run.FifoDispatcher;
import dev.tierway.simulator.run.GatewaySettings;
import dev.tierway.simulator.run.PassThroughDispatcher;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.run.Simulation;
import dev.tierway.simulator.run.SimulationSpec;
import dev.tierway.simulator.run.TierDispatcher;
import dev.tierway.simulator.server.EngineSpec;
import dev.tierway.simulator.workload.BatchJob;
import dev.tierway.simulator.workload.Traffic;
import dev.tierway.simulator.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A pool, its policy and its load: what a run needs besides a seed.
 *
 * @param weights of projects, 1 where absent
 * @param batches files that are worked off beside the traffic
 */
public record Setting(
        List<EngineSpec> engines,
        Workload workload,
        List<ReservationSpec> reservations,
        Map<String, Double> weights,
        PoolPolicy policy,
        List<Change> changes,
        GatewaySettings gateway,
        Phases phases,
        List<BatchJob> batches) {

    private static final Duration ENDLESS = Duration.ofDays(1);

    public Setting {
        engines = List.copyOf(engines);
        reservations = List.copyOf(reservations);
        weights = Map.copyOf(weights);
        changes = List.copyOf(changes);
        batches = List.copyOf(batches);
    }

    /** A pool without reservations, changes or weights under the default policy. */
    public static Setting of(List<EngineSpec> engines, List<Traffic> traffic, Phases phases) {
        return new Setting(
                engines,
                new Workload(traffic),
                List.of(),
                Map.of(),
                PoolPolicy.DEFAULT,
                List.of(),
                GatewaySettings.DEFAULT,
                phases,
                List.of());
    }

    public Setting reserving(ReservationSpec... added) {
        return new Setting(engines, workload, List.of(added), weights, policy, changes, gateway, phases, batches);
    }

    /** Reservations on a calendar: the run begins at {@code startsAt}, and their schedules open and close them. */
    public Setting reserving(Instant startsAt, Reservation... added) {
        List<Change> turns = new ArrayList<>(changes);
        for (Reservation reservation : added) {
            turns.addAll(turns(reservation, startsAt));
        }
        return new Setting(engines, workload, reservations, weights, policy, turns, gateway, phases, batches);
    }

    private List<Change> turns(Reservation reservation, Instant startsAt) {
        List<Change> turns = new ArrayList<>();
        Instant end = startsAt.plusNanos(phases.endNanos());
        Optional<Instant> at = Optional.of(startsAt);
        while (at.filter(end::isAfter).isPresent()) {
            Duration since = Duration.between(startsAt, at.get());
            Optional<Instant> next = reservation.schedule().nextChange(at.get());
            Activity activity = new Activity(
                    reservation.schedule().active(at.get()),
                    next.map(it -> Duration.between(startsAt, it).toNanos()).orElse(Long.MAX_VALUE));
            turns.add(new Change.Reserves(since, ReservationSpec.of(reservation), activity));
            at = next;
        }
        return turns;
    }

    public Setting changing(Change... added) {
        return new Setting(engines, workload, reservations, weights, policy, List.of(added), gateway, phases, batches);
    }

    public Setting with(GatewaySettings changed) {
        return new Setting(engines, workload, reservations, weights, policy, changes, changed, phases, batches);
    }

    public Setting under(PoolPolicy changed) {
        return new Setting(engines, workload, reservations, weights, changed, changes, gateway, phases, batches);
    }

    public Setting working(BatchJob... jobs) {
        return new Setting(engines, workload, reservations, weights, policy, changes, gateway, phases, List.of(jobs));
    }

    RunFigures run(Strategy strategy, long seed) {
        return switch (strategy) {
            case TIERWAY -> simulate(strategy, scheduler(seed), seed);
            case FIFO ->
                new Setting(
                                plain(),
                                workload.waiting(ENDLESS),
                                reservations,
                                weights,
                                policy,
                                changes,
                                gateway,
                                phases,
                                batches)
                        .simulate(strategy, new FifoDispatcher(deployments()), seed);
            case PRIORITY_ALONE, RESERVED_ALONE ->
                with(workload.only(traffic -> traffic.tier() == strategy.only().orElseThrow()))
                        .working()
                        .simulate(strategy, scheduler(seed), seed);
            case LIVE_ONLY ->
                with(workload.only(traffic -> !traffic.tier().scavenger()))
                        .working()
                        .simulate(strategy, scheduler(seed), seed);
            case STRICT_ORDER -> {
                Setting strict = with(plain()).under(unrestrained());
                yield strict.simulate(strategy, new TierDispatcher(strict.engine(seed), null), seed);
            }
            case NATIVE_PRIORITY ->
                with(engines.stream().map(EngineSpec::prioritising).toList())
                        .simulate(strategy, new PassThroughDispatcher(deployments()), seed);
            case UNPACED -> simulate(strategy, new TierDispatcher(engine(seed), null), seed);
            case FILE_ORDER ->
                working(batches.stream().map(job -> job.grouped(false)).toArray(BatchJob[]::new))
                        .simulate(strategy, scheduler(seed), seed);
        };
    }

    private Setting with(List<EngineSpec> changed) {
        return new Setting(changed, workload, reservations, weights, policy, changes, gateway, phases, batches);
    }

    private Setting with(Workload changed) {
        return new Setting(engines, changed, reservations, weights, policy, changes, gateway, phases, batches);
    }

    private List<EngineSpec> plain() {
        return engines.stream().map(EngineSpec::plain).toList();
    }

    /** Nothing but the order of the tiers: no shares, no promotion, no slots kept free, no caps, no pre-emption. */
    private PoolPolicy unrestrained() {
        BandPolicy bands = policy.bands();
        LimitPolicy limits = policy.limits();
        return policy.withBands(new BandPolicy(Map.of(), bands.shareWindow(), 0, bands.slackMargin()))
                .withLimits(new LimitPolicy(ENDLESS, limits.kvReserve(), Duration.ZERO, 0, 0, limits.signalMaxAge(), 1))
                .withPreemption(new PreemptionPolicy(0, 0));
    }

    private RunFigures simulate(Strategy strategy, Dispatcher dispatcher, long seed) {
        SimulationSpec spec = new SimulationSpec(engines, gateway, changes, phases);
        BatchFeed feed = new BatchFeed(batches, policy.tokens(), seed);
        return new Figures(new Simulation(spec, dispatcher, workload.arrivals(seed), feed).run(), policy.tokens())
                .of(strategy.label());
    }

    private Dispatcher scheduler(long seed) {
        return new TierDispatcher(engine(seed), new BatchPace(PacePolicy.DEFAULT));
    }

    private SchedulerEngine engine(long seed) {
        return new SchedulerEngine(policy, deployments(), reservations, weights, new SplittableRandom(seed));
    }

    private List<DeploymentSpec> deployments() {
        return engines.stream().map(EngineSpec::deployment).toList();
    }
}
