package dev.tierway.gateway.pipeline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.DeploymentSignal;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.engine.SchedulingRequest;
import dev.tierway.scheduler.pace.BatchPace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The one place where request threads wait: a lock and a timer around the {@link SchedulerEngine} of a pool. Thread-safe.
 *
 * <p>Decisions reach their {@link Ticket} before the lock is let go, so a ticket never sees them out of order; all that
 * happens under the lock is bookkeeping and waking threads.
 */
public final class AdmissionGate implements AutoCloseable {
    /** Something that happens to the engine at a time. */
    @FunctionalInterface
    interface Event {
        void apply(SchedulerEngine engine, long now, Consumer<Decision> out);
    }

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final SchedulerEngine engine;

    /** Of every request in the engine: one is here before its first event and leaves after its last. */
    private final Map<Long, Ticket> tickets = new ConcurrentHashMap<>();

    private final AtomicLong lastId = new AtomicLong();

    private final Thread timer;
    private volatile long wakeupNanos = Long.MAX_VALUE;
    private volatile boolean closed;

    public AdmissionGate(String pool, SchedulerEngine engine, Ticker ticker) {
        this.engine = engine;
        this.ticker = ticker;
        this.timer = Thread.ofVirtual().name("gate-" + pool).start(this::keepTime);
    }

    /**
     * Queues a request; its ticket must be closed by the caller's thread.
     *
     * @param request makes the scheduling request for the id it is given
     */
    Ticket submit(LongFunction<SchedulingRequest> request) {
        long id = lastId.incrementAndGet();
        Ticket ticket = new Ticket(this, id);
        SchedulingRequest scheduling = request.apply(id);
        tickets.put(id, ticket);
        apply((engine, now, out) -> engine.submit(scheduling, now, out));
        return ticket;
    }

    /** Takes the ticket's request out of the gate with its last event. */
    void end(Ticket ticket, Event event) {
        apply(event);
        tickets.remove(ticket.id());
    }

    void apply(Event event) {
        List<Ticket> preempted;
        lock.lock();
        try {
            preempted = applyLocked(event);
        } finally {
            lock.unlock();
        }
        preempted.forEach(Ticket::preempt);
    }

    /** A deployment's own report of its load. */
    public void observe(String deployment, DeploymentSignal signal) {
        apply((engine, now, out) -> engine.observe(deployment, signal, now, out));
    }

    /** A deployment was ejected or is back. */
    public void available(String deployment, boolean available) {
        apply((engine, now, out) -> engine.available(deployment, available, now, out));
    }

    /** A deployment told how much it can hold. */
    public void resize(DeploymentSpec spec) {
        apply((engine, now, out) -> engine.resize(spec.name(), spec, now, out));
    }

    /** A reservation was made or changed, or its schedule opened or closed it. */
    public void reservation(ReservationSpec spec, Activity activity) {
        apply((engine, now, out) -> engine.reservation(spec, activity, now, out));
    }

    /** A reservation was cancelled. */
    public void removeReservation(String name) {
        apply((engine, now, out) -> engine.removeReservation(name, now, out));
    }

    /** Gives batch the share of the pool that {@code pace} wants for what is open. */
    public void pace(BatchPace pace, Collection<BatchPace.Commitment> open) {
        double tokensPerSecond = snapshot().tokensPerSecond();
        if (tokensPerSecond > 0) {
            double floor = pace.floor(open, tokensPerSecond, ticker.nanos());
            apply((engine, now, out) -> engine.floor(ServiceTier.BATCH, floor, now, out));
        }
    }

    public PoolSnapshot snapshot() {
        lock.lock();
        try {
            return engine.snapshot(ticker.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Requests that are queued or running. */
    public int open() {
        return tickets.size();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(timer);
    }

    @GuardedBy("lock")
    private List<Ticket> applyLocked(Event event) {
        List<Decision> decisions = new ArrayList<>(2);
        event.apply(engine, ticker.nanos(), decisions::add);
        List<Ticket> preempted = new ArrayList<>(0);
        for (Decision decision : decisions) {
            deliver(decision, preempted);
        }
        long wakeup = engine.nextWakeupNanos();
        boolean earlier = wakeup < wakeupNanos;
        wakeupNanos = wakeup;
        if (earlier) {
            LockSupport.unpark(timer);
        }
        return preempted;
    }

    @GuardedBy("lock")
    private void deliver(Decision decision, List<Ticket> preempted) {
        Ticket ticket = tickets.get(decision.id());
        if (ticket == null) {
            throw new IllegalStateException("decision for a request that is not here: " + decision);
        }
        switch (decision) {
            case Decision.Dispatch dispatch -> ticket.grant(dispatch);
            case Decision.Refuse refuse -> ticket.refuse(refuse);
            case Decision.Preempt preempt -> {
                ticket.doom();
                preempted.add(ticket);
            }
        }
    }

    private void keepTime() {
        while (!closed) {
            long wakeup = wakeupNanos;
            long wait = wakeup - ticker.nanos();
            if (wakeup == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            } else {
                apply(SchedulerEngine::advance);
            }
        }
    }
}
