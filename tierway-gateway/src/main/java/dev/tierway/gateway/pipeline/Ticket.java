package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.scheduler.engine.Decision;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request's place in the gate: waits for its grant and gives it back exactly once. Used by the request's thread, in
 * which it was made, except {@link #abandon}.
 */
final class Ticket implements AutoCloseable {
    /** Leave to send one attempt, and the handle by which the gate or the client stops it. */
    record Grant(Decision.Dispatch dispatch, Cancellation cancellation) {}

    private final AdmissionGate gate;
    private final long id;
    private final Thread owner = Thread.currentThread();

    private volatile @Nullable Grant grant;
    private volatile Decision.@Nullable Refuse refusal;
    private volatile boolean abandoned;
    private volatile boolean doomed;
    private boolean ended;

    Ticket(AdmissionGate gate, long id) {
        this.gate = gate;
        this.id = id;
    }

    long id() {
        return id;
    }

    /** Parks until the engine grants an attempt; throws when it refuses or the client leaves. */
    Grant await() {
        while (true) {
            if (abandoned) {
                throw Failure.of(FailureKind.CLIENT_GONE, "client_gone", "the client closed its connection")
                        .toException();
            }
            Decision.Refuse refused = refusal;
            if (refused != null) {
                throw Refusals.failure(refused).toException();
            }
            Grant granted = grant;
            if (granted != null) {
                return granted;
            }
            LockSupport.park(this);
        }
    }

    /** The client left: ends the wait and the running attempt, from any thread. */
    void abandon() {
        abandoned = true;
        Grant running = grant;
        if (running != null) {
            running.cancellation().cancel(Cancellation.Reason.CLIENT_GONE);
        }
        LockSupport.unpark(owner);
    }

    /** The attempt has produced something. False when it was pre-empted before that, and must be given up. */
    boolean firstByte() {
        gate.apply((engine, now, out) -> engine.firstByte(id, now));
        return !doomed;
    }

    void progress(int outputTokens) {
        gate.apply((engine, now, out) -> engine.progress(id, outputTokens, now));
    }

    /** Whether the running attempt was taken back by the engine. */
    boolean preempted() {
        return doomed;
    }

    /** Gives the attempt up before its first byte and queues again, in the old place. */
    void requeue(boolean deploymentAtFault) {
        grant = null;
        doomed = false;
        gate.apply((engine, now, out) -> engine.requeue(id, deploymentAtFault, now, out));
    }

    /** The request is over and used this much. */
    void complete(Usage usage) {
        if (!ended) {
            ended = true;
            gate.end(this, (engine, now, out) -> engine.complete(id, usage, now, out));
        }
    }

    /** Ends the request without charge, unless it was completed or refused. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            boolean known = refusal == null;
            gate.end(this, (engine, now, out) -> {
                if (known) {
                    engine.cancel(id, now, out);
                }
            });
        }
    }

    /** Called by the gate, under its lock. */
    void grant(Decision.Dispatch dispatch) {
        Grant granted = new Grant(dispatch, new Cancellation());
        grant = granted;
        if (abandoned) {
            granted.cancellation().cancel(Cancellation.Reason.CLIENT_GONE);
        }
        wake();
    }

    /** Called by the gate, under its lock. */
    void refuse(Decision.Refuse refuse) {
        refusal = refuse;
        wake();
    }

    /** Wakes the owner unless it is what runs here: the permit would end the first wait of its next socket read. */
    private void wake() {
        if (!owner.equals(Thread.currentThread())) {
            LockSupport.unpark(owner);
        }
    }

    /** Called by the gate, under its lock: the running attempt is to be given up. */
    void doom() {
        doomed = true;
    }

    /** Stops the doomed attempt, outside the gate's lock because it may close a socket. */
    void preempt() {
        Grant running = grant;
        if (running != null && doomed) {
            running.cancellation().cancel(Cancellation.Reason.PREEMPTED);
        }
    }
}
