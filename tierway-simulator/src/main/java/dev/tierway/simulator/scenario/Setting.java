package dev.tierway.simulator.scenario;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.simulator.report.Figures;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.run.Change;
import dev.tierway.simulator.run.Dispatcher;
import dev.tierway.simulator.run.FifoDispatcher;
import dev.tierway.simulator.run.GatewaySettings;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.run.Simulation;
import dev.tierway.simulator.run.SimulationSpec;
import dev.tierway.simulator.run.TierDispatcher;
import dev.tierway.simulator.server.EngineSpec;
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
 */
public record Setting(
        List<EngineSpec> engines,
        Workload workload,
        List<ReservationSpec> reservations,
        Map<String, Double> weights,
        PoolPolicy policy,
        List<Change> changes,
        GatewaySettings gateway,
        Phases phases) {

    private static final Duration ENDLESS = Duration.ofDays(1);

    public Setting {
        engines = List.copyOf(engines);
        reservations = List.copyOf(reservations);
        weights = Map.copyOf(weights);
        changes = List.copyOf(changes);
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
                phases);
    }

    public Setting reserving(ReservationSpec... added) {
        return new Setting(engines, workload, List.of(added), weights, policy, changes, gateway, phases);
    }

    /** Reservations on a calendar: the run begins at {@code startsAt}, and their schedules open and close them. */
    public Setting reserving(Instant startsAt, Reservation... added) {
        List<Change> turns = new ArrayList<>(changes);
        for (Reservation reservation : added) {
            turns.addAll(turns(reservation, startsAt));
        }
        return new Setting(engines, workload, reservations, weights, policy, turns, gateway, phases);
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
        return new Setting(engines, workload, reservations, weights, policy, List.of(added), gateway, phases);
    }

    public Setting with(GatewaySettings changed) {
        return new Setting(engines, workload, reservations, weights, policy, changes, changed, phases);
    }

    public Setting under(PoolPolicy changed) {
        return new Setting(engines, workload, reservations, weights, changed, changes, gateway, phases);
    }

    RunFigures run(Strategy strategy, long seed) {
        return switch (strategy) {
            case TIERWAY -> simulate(strategy, engines, workload, scheduler(seed), seed);
            case FIFO ->
                simulate(
                        strategy,
                        engines.stream().map(EngineSpec::plain).toList(),
                        workload.waiting(ENDLESS),
                        new FifoDispatcher(deployments()),
                        seed);
            case PRIORITY_ALONE, RESERVED_ALONE ->
                simulate(
                        strategy,
                        engines,
                        workload.only(
                                traffic -> traffic.tier() == strategy.only().orElseThrow()),
                        scheduler(seed),
                        seed);
        };
    }

    private RunFigures simulate(
            Strategy strategy, List<EngineSpec> pool, Workload load, Dispatcher dispatcher, long seed) {
        SimulationSpec spec = new SimulationSpec(pool, gateway, changes, phases);
        return new Figures(new Simulation(spec, dispatcher, load.arrivals(seed)).run(), policy.tokens())
                .of(strategy.label());
    }

    private Dispatcher scheduler(long seed) {
        return new TierDispatcher(
                new SchedulerEngine(policy, deployments(), reservations, weights, new SplittableRandom(seed)));
    }

    private List<DeploymentSpec> deployments() {
        return engines.stream().map(EngineSpec::deployment).toList();
    }
}
