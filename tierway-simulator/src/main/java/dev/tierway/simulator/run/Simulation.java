package dev.tierway.simulator.run;

import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.policy.TokenWeights;
import dev.tierway.simulator.server.Attempt;
import dev.tierway.simulator.server.EngineModel;
import dev.tierway.simulator.server.ServerListener;
import dev.tierway.simulator.time.EventLoop;
import dev.tierway.simulator.workload.Arrival;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run: clients, a gateway around a {@link Dispatcher}, and engines, in virtual time.
 *
 * <p>The gateway part does what the real one does with decisions: it sends attempts, gives up on those that do not
 * answer, tries again elsewhere, puts failing deployments out of service and passes on what engines report.
 */
public final class Simulation {
    private static final long PACE_NANOS = 5_000_000_000L;

    private final SimulationSpec spec;
    private final Dispatcher dispatcher;
    private final EventLoop loop = new EventLoop();
    private final Iterator<Arrival> arrivals;
    private final BatchFeed batches;

    private final Map<String, EngineModel> engines = new LinkedHashMap<>();
    private final Map<String, Ejection> ejections = new LinkedHashMap<>();
    private final List<Journey> journeys = new ArrayList<>();
    private final ArrayDeque<Decision> decisions = new ArrayDeque<>();
    private final ReservationLog reservations = new ReservationLog();
    private boolean settling;
    private long wakeupNanos = Long.MAX_VALUE;
    private EventLoop.@Nullable Timer wakeup;

    /** Clients send {@code arrivals}, and batches are worked off beside them. */
    public Simulation(SimulationSpec spec, Dispatcher dispatcher, Iterator<Arrival> arrivals, BatchFeed batches) {
        this.spec = spec;
        this.batches = batches;
        this.dispatcher = dispatcher;
        this.arrivals = arrivals;
        ServerListener listener = new Answers();
        spec.engines().forEach(engine -> {
            engines.put(engine.name(), new EngineModel(engine, loop, listener));
            ejections.put(engine.name(), new Ejection(spec.gateway()));
        });
    }

    /** Clients send {@code arrivals}, and nothing else is to do. */
    public Simulation(SimulationSpec spec, Dispatcher dispatcher, Iterator<Arrival> arrivals) {
        this(spec, dispatcher, arrivals, new BatchFeed(List.of(), TokenWeights.DEFAULT, 0));
    }

    /** Runs to the end of the last phase. Call once. */
    public SimulationResult run() {
        spec.changes().forEach(change -> loop.at(change.at().toNanos(), now -> apply(change, now)));
        expectArrival();
        batches.beginnings().forEach(at -> loop.at(at, this::settle));
        if (!batches.beginnings().isEmpty()) {
            loop.after(PACE_NANOS, this::pace);
        }
        loop.after(spec.gateway().scrapeEvery().toNanos(), this::scrape);
        loop.at(spec.phases().measuredFromNanos(), this::lookAtReservations);
        loop.at(spec.phases().measuredToNanos(), this::lookAtReservations);
        loop.runUntil(spec.phases().endNanos());
        Map<String, Long> busy = new LinkedHashMap<>();
        engines.forEach((name, engine) -> busy.put(name, engine.busyNanos()));
        return new SimulationResult(
                spec.phases(),
                journeys,
                busy,
                reservations.granted(),
                batches.neverSent(spec.phases().endNanos()),
                loop.events());
    }

    private void expectArrival() {
        if (arrivals.hasNext()) {
            Arrival next = arrivals.next();
            if (next.atNanos() <= spec.phases().endNanos()) {
                loop.at(next.atNanos(), now -> arrive(next, now));
            }
        }
    }

    private void arrive(Arrival arrival, long now) {
        submit(arrival, now);
        settle(now);
        expectArrival();
    }

    private void submit(Arrival drawn, long now) {
        Arrival arrival = drawn.numbered(journeys.size());
        Journey journey = new Journey(arrival);
        journeys.add(journey);
        if (arrival.leavesNanos() <= spec.phases().endNanos()) {
            loop.at(arrival.leavesNanos(), later -> leave(journey, later));
        }
        dispatcher.submit(arrival.request(), now, decisions::add);
    }

    private void pace(long now) {
        dispatcher.pace(batches.commitments(now), now, decisions::add);
        settle(now);
        loop.after(PACE_NANOS, this::pace);
    }

    private void leave(Journey journey, long now) {
        if (journey.end() == Journey.End.OPEN && journey.firstTokenNanos() < 0) {
            stop(journey);
            journey.end(Journey.End.LEFT, now);
            batches.ended(journey.arrival());
            dispatcher.cancel(journey.arrival().id(), now, decisions::add);
            settle(now);
        }
    }

    private void apply(Change change, long now) {
        switch (change) {
            case Change.Behaves(var _, String name, var condition) ->
                engine(name).behave(condition, now);
            case Change.InService(var _, String name, boolean available) ->
                dispatcher.available(name, available, now, decisions::add);
            case Change.Reserves(var _, var reservation, var activity) -> {
                dispatcher.reservation(reservation, activity, now, decisions::add);
                if (spec.phases().measures(now)) {
                    lookAtReservations(now);
                }
            }
        }
        settle(now);
    }

    private void lookAtReservations(long now) {
        reservations.look(dispatcher.reservations(now), now);
    }

    private void scrape(long now) {
        engines.forEach((name, engine) -> {
            engine.eachStream((id, tokens) -> dispatcher.progress(id, tokens, now));
            engine.signal().ifPresent(signal -> dispatcher.observe(name, signal, now, decisions::add));
        });
        settle(now);
        loop.after(spec.gateway().scrapeEvery().toNanos(), this::scrape);
    }

    /** Carries out decisions, and those that follow from them, in order. */
    private void settle(long now) {
        if (settling) {
            return;
        }
        settling = true;
        carryOutAll(now);
        for (Arrival line = batches.next(now); line != null; line = batches.next(now)) {
            submit(line, now);
            carryOutAll(now);
        }
        settling = false;
        long due = dispatcher.nextWakeupNanos();
        if (due != wakeupNanos) {
            if (wakeup != null) {
                wakeup.cancel();
            }
            wakeupNanos = due;
            wakeup = due <= spec.phases().endNanos() ? loop.at(due, this::wake) : null;
        }
    }

    private void carryOutAll(long now) {
        for (Decision next = decisions.poll(); next != null; next = decisions.poll()) {
            carryOut(next, now);
        }
    }

    private void wake(long now) {
        wakeupNanos = Long.MAX_VALUE;
        wakeup = null;
        dispatcher.advance(now, decisions::add);
        settle(now);
    }

    private void carryOut(Decision decision, long now) {
        Journey journey = journeys.get((int) decision.id());
        switch (decision) {
            case Decision.Dispatch dispatch -> send(journey, dispatch, now);
            case Decision.Refuse refuse -> {
                journey.refused(refuse.reason(), now);
                batches.ended(journey.arrival());
            }
            case Decision.Preempt preempt -> {
                stop(journey);
                journey.interrupted(preempt.producedTokens(), true);
                dispatcher.requeue(preempt.id(), false, now, decisions::add);
            }
        }
    }

    private void send(Journey journey, Decision.Dispatch dispatch, long now) {
        Arrival arrival = journey.arrival();
        journey.dispatched(dispatch, now);
        int attempt = journey.attempts();
        Duration patience = spec.gateway().timeout(dispatch.servedTier());
        loop.after(patience.toNanos(), later -> {
            if (journey.running(attempt) && journey.firstTokenNanos() < 0) {
                fail(journey, later);
            }
        });
        engine(dispatch.deployment())
                .start(
                        new Attempt(
                                arrival.id(),
                                dispatch.servedTier(),
                                arrival.inputTokens(),
                                arrival.outputTokens(),
                                arrival.prefixBlocks(),
                                arrival.traffic().prefixes().blockTokens()),
                        now);
    }

    private void stop(Journey journey) {
        if (journey.deployment != null) {
            engine(journey.deployment).cancel(journey.arrival().id());
        }
    }

    /** The running attempt failed before its first token. */
    private void fail(Journey journey, long now) {
        String name = Objects.requireNonNull(journey.deployment);
        long id = journey.arrival().id();
        stop(journey);
        journey.interrupted(0, false);
        Duration out = ejection(name).failed();
        if (out.isPositive()) {
            dispatcher.available(name, false, now, decisions::add);
            loop.after(out.toNanos(), later -> {
                dispatcher.available(name, true, later, decisions::add);
                settle(later);
            });
        }
        if (journey.attempts() < spec.gateway().attempts()) {
            dispatcher.requeue(id, true, now, decisions::add);
        } else {
            journey.end(Journey.End.FAILED, now);
            batches.ended(journey.arrival());
            dispatcher.cancel(id, now, decisions::add);
        }
        settle(now);
    }

    private EngineModel engine(String name) {
        return Objects.requireNonNull(engines.get(name), () -> "no engine for deployment " + name);
    }

    private Ejection ejection(String name) {
        return Objects.requireNonNull(ejections.get(name));
    }

    private final class Answers implements ServerListener {
        @Override
        public void firstToken(long id, long now) {
            Journey journey = journeys.get((int) id);
            journey.firstToken(now);
            ejection(Objects.requireNonNull(journey.deployment)).succeeded();
            dispatcher.firstByte(id, now);
        }

        @Override
        public void finished(long id, Usage usage, long now) {
            Journey journey = journeys.get((int) id);
            journey.served(usage, now);
            batches.served(journey.arrival(), usage);
            dispatcher.complete(id, usage, now, decisions::add);
            settle(now);
        }

        @Override
        public void unavailable(long id, long now) {
            Journey journey = journeys.get((int) id);
            if (journey.deployment != null && journey.end() == Journey.End.OPEN) {
                fail(journey, now);
            }
        }
    }
}
