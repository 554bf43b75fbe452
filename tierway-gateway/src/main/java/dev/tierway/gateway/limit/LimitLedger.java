package dev.tierway.gateway.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Places holds over several limits at once, all or none, under one lock that is never held over I/O. Thread-safe.
 *
 * <p>A request that only the holds of others keep out waits in line for them, first come first served on the limit that
 * keeps it out; it holds nothing meanwhile, so requests cannot wait for each other.
 */
public final class LimitLedger {
    /** Longest line before one limit; whoever comes after is refused at once. */
    static final int MOST_WAITING = 4_000;

    /** Hears of every change of what was used, under the ledger's lock: quick, without waiting, and without failing. */
    @FunctionalInterface
    public interface Listener {
        void used(Limit limit, Moment now);
    }

    private final Ticker ticker;
    private final WallClock wall;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final WaitingLines lines = new WaitingLines(MOST_WAITING);

    @GuardedBy("lock")
    private long openHolds;

    public LimitLedger(Ticker ticker, WallClock wall, Listener listener) {
        this.ticker = ticker;
        this.wall = wall;
        this.listener = listener;
    }

    /**
     * Debits {@code estimate} from all {@code limits}, or from none.
     *
     * @throws dev.tierway.core.failure.FailureException when the client leaves while the request waits
     */
    public Placement place(List<Limit> limits, Draw estimate, Patience patience) {
        lock.lock();
        try {
            return placeLocked(limits, estimate, patience);
        } finally {
            lock.unlock();
        }
    }

    /** Reads what only the lock makes consistent. */
    public <T> T read(Reading<T> reading) {
        lock.lock();
        try {
            return reading.at(moment());
        } finally {
            lock.unlock();
        }
    }

    /** Something to read from limits. */
    @FunctionalInterface
    public interface Reading<T> {
        T at(Moment now);
    }

    /** Holds that have not ended. */
    public long openHolds() {
        lock.lock();
        try {
            return openHolds;
        } finally {
            lock.unlock();
        }
    }

    /** Requests that wait for holds to end. */
    public int waiting() {
        lock.lock();
        try {
            return lines.size();
        } finally {
            lock.unlock();
        }
    }

    void grow(List<Limit> limits, Draw held, Draw grown) {
        lock.lock();
        try {
            Moment now = moment();
            for (Limit limit : limits) {
                limit.grow(held, grown, now);
            }
        } finally {
            lock.unlock();
        }
    }

    void settle(List<Limit> limits, Draw held, Draw used) {
        lock.lock();
        try {
            Moment now = moment();
            openHolds--;
            for (Limit limit : limits) {
                limit.settle(held, used, now);
                listener.used(limit, now);
            }
            for (Limit limit : limits) {
                lines.wakeFirst(limit);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Placement placeLocked(List<Limit> limits, Draw estimate, Patience patience) {
        WaitingLines.@Nullable Place place = null;
        try {
            while (true) {
                requireClient(patience);
                Moment now = moment();
                long left = patience.left(now.nanos());
                Obstacle obstacle = obstacle(limits, estimate, now);
                if (obstacle != null && (left == 0 || !obstacle.refusal().heldByOthers())) {
                    return new Placement.Refused(obstacle.refusal());
                }
                Limit before = obstacle != null ? obstacle.limit() : othersAhead(limits, place, left);
                if (before != null && (place == null || !place.before(before))) {
                    lines.leave(place);
                    place = lines.join(before, lock.newCondition());
                }
                if (before == null || place == null) {
                    return obstacle == null ? admit(limits, estimate, now) : new Placement.Refused(obstacle.refusal());
                }
                long pause = obstacle != null && lines.first(place) ? obstacle.nanosUntilFree() : left;
                await(place, patience, Math.min(left, pause));
            }
        } finally {
            lines.leave(place);
        }
    }

    /**
     * Where a request that fits waits all the same: whoever may wait does not overtake those who wait already. The first of
     * a line has waited and goes; if it deferred to other lines too, their firsts could defer to each other for ever.
     */
    @GuardedBy("lock")
    private @Nullable Limit othersAhead(List<Limit> limits, WaitingLines.@Nullable Place place, long left) {
        if (left == 0) {
            return null;
        }
        return place == null ? lines.firstThatWaits(limits) : lines.first(place) ? null : place.limit();
    }

    private record Obstacle(Limit limit, Refusal refusal) {
        long nanosUntilFree() {
            return Math.max(1, refusal.frees().toNanos());
        }
    }

    /** What is in the way; what waiting would not help with comes first. */
    private static @Nullable Obstacle obstacle(List<Limit> limits, Draw estimate, Moment now) {
        Obstacle first = null;
        for (Limit limit : limits) {
            Refusal refusal = limit.refusal(estimate, now);
            if (refusal != null && !refusal.heldByOthers()) {
                return new Obstacle(limit, refusal);
            }
            if (refusal != null && first == null) {
                first = new Obstacle(limit, refusal);
            }
        }
        return first;
    }

    @GuardedBy("lock")
    private Placement admit(List<Limit> limits, Draw estimate, Moment now) {
        for (Limit limit : limits) {
            limit.hold(estimate, now);
        }
        openHolds++;
        return new Placement.Admitted(new LimitHold(this, limits, estimate));
    }

    @GuardedBy("lock")
    private void await(WaitingLines.Place place, Patience patience, long nanos) {
        patience.onAbandon(() -> wake(place));
        if (patience.abandoned()) {
            return;
        }
        try {
            place.await(nanos);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            patience.abandon();
        }
    }

    private void wake(WaitingLines.Place place) {
        lock.lock();
        try {
            place.call();
        } finally {
            lock.unlock();
        }
    }

    private static void requireClient(Patience patience) {
        if (patience.abandoned()) {
            throw Failure.of(FailureKind.CLIENT_GONE, "client_gone", "the client closed its connection")
                    .toException();
        }
    }

    private Moment moment() {
        return new Moment(ticker.nanos(), wall.now());
    }
}
