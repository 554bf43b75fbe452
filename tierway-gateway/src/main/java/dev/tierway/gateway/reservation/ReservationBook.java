package dev.tierway.gateway.reservation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.scheduler.engine.Activity;
import dev.tierway.scheduler.engine.ReservationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reservations in force, and the calendar that opens and closes them. Thread-safe.
 *
 * <p>Whether one is active is asked of the wall clock anew at each {@link #turn}, at least every {@link #LONGEST_SLEEP},
 * so a clock that steps in either direction is followed within that time. What is drawn refills on the ticker, which does
 * not step: a clock that goes back opens a window again, and fills nothing.
 */
public final class ReservationBook implements AutoCloseable {
    /** Longest time until a step of the wall clock is noticed. */
    public static final Duration LONGEST_SLEEP = Duration.ofSeconds(15);

    /** Advice about the next change is renewed when it is off by more. */
    private static final long ADVICE_NANOS = 1_000_000_000;

    private final Map<String, ReservablePool> pools;
    private final WallClock clock;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private volatile @Nullable Thread turning;
    private volatile boolean closed;

    /** A reservation and what its gate was told last. */
    private record Entry(Reservation reservation, AdmissionGate gate, Activity told) {}

    /**
     * A book without reservations.
     *
     * @param pools by model alias
     * @param ticker the one of the pools' gates
     */
    public ReservationBook(Map<String, ReservablePool> pools, WallClock clock, Ticker ticker) {
        this.pools = Map.copyOf(pools);
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Goes on turning the calendar by itself, on a thread of its own, until {@link #close}. Call once. */
    public void start() {
        turning = Thread.ofVirtual().name("reservations").start(this::keepTurning);
    }

    /**
     * Makes a reservation, or changes the one of that name: from now on it holds, and open holds settle as placed.
     *
     * @throws dev.tierway.core.failure.FailureException when its model is unknown or the pool cannot serve it
     */
    public void put(Reservation reservation) {
        ReservablePool pool = pool(reservation);
        lock.lock();
        try {
            pool.capacity().ifPresent(capacity -> checkFits(reservation, pool, capacity));
            Entry before = entries.get(reservation.name());
            if (before != null && before.gate() != pool.gate()) {
                before.gate().removeReservation(reservation.name());
            }
            tell(reservation, pool.gate(), activity(reservation, clock.now()));
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(turning);
    }

    /** Throws what {@link #put} would throw, and changes nothing. */
    public void check(Reservation reservation) {
        ReservablePool pool = pool(reservation);
        lock.lock();
        try {
            pool.capacity().ifPresent(capacity -> checkFits(reservation, pool, capacity));
        } finally {
            lock.unlock();
        }
    }

    private ReservablePool pool(Reservation reservation) {
        ReservablePool pool = pools.get(reservation.model());
        if (pool == null) {
            throw Failure.invalid(
                            "model",
                            "unknown_model",
                            "reservation '" + reservation.name() + "' names the unknown model '" + reservation.model()
                                    + "'; models: "
                                    + String.join(
                                            ", ",
                                            pools.keySet().stream().sorted().toList()))
                    .toException();
        }
        return pool;
    }

    /** Cancels a reservation; false when there is none of that name. What it let in is served to its end. */
    public boolean cancel(String name) {
        lock.lock();
        try {
            Entry entry = entries.remove(name);
            if (entry != null) {
                entry.gate().removeReservation(name);
            }
            return entry != null;
        } finally {
            lock.unlock();
        }
    }

    /** Those in force, in the order they were made. */
    public List<Reservation> reservations() {
        lock.lock();
        try {
            return entries.values().stream().map(Entry::reservation).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Opens and closes what the wall clock says, and returns how long until the next look. */
    public Duration turn() {
        lock.lock();
        try {
            Instant now = clock.now();
            Duration sleep = LONGEST_SLEEP;
            for (Entry entry : List.copyOf(entries.values())) {
                Activity activity = activity(entry.reservation(), now);
                if (differs(activity, entry.told())) {
                    tell(entry.reservation(), entry.gate(), activity);
                }
                long untilChange = activity.changesAtNanos() - ticker.nanos();
                if (activity.changesAtNanos() != Long.MAX_VALUE && untilChange < sleep.toNanos()) {
                    sleep = Duration.ofNanos(Math.max(1, untilChange));
                }
            }
            return sleep;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(turning);
    }

    private void keepTurning() {
        while (!closed) {
            LockSupport.parkNanos(this, turn().toNanos());
        }
    }

    @GuardedBy("lock")
    private void tell(Reservation reservation, AdmissionGate gate, Activity activity) {
        gate.reservation(ReservationSpec.of(reservation), activity);
        entries.put(reservation.name(), new Entry(reservation, gate, activity));
    }

    private static boolean differs(Activity activity, Activity told) {
        return activity.active() != told.active()
                || Math.abs(activity.changesAtNanos() - told.changesAtNanos()) > ADVICE_NANOS;
    }

    private Activity activity(Reservation reservation, Instant now) {
        Optional<Instant> next = reservation.schedule().nextChange(now);
        long changesAt = next.map(it -> later(Duration.between(now, it))).orElse(Long.MAX_VALUE);
        return new Activity(reservation.schedule().active(now), changesAt);
    }

    /** A century is as good as never, and does not overflow. */
    private long later(Duration wait) {
        return wait.toDays() > 36_500 ? Long.MAX_VALUE : ticker.nanos() + wait.toNanos();
    }

    @GuardedBy("lock")
    private void checkFits(Reservation added, ReservablePool pool, PoolCapacity capacity) {
        List<Reservation> together = Stream.concat(
                        entries.values().stream()
                                .filter(entry -> entry.gate() == pool.gate())
                                .map(Entry::reservation)
                                .filter(it -> !it.name().equals(added.name())),
                        Stream.of(added))
                .toList();
        capacity.overbooked(together).ifPresent(it -> {
            throw Failure.invalid(
                            "input_tpm",
                            "capacity_exceeded",
                            it.text() + ", but the pool of model '" + added.model() + "' serves "
                                    + capacity.inputTpm() + " and " + capacity.outputTpm()
                                    + ": make them smaller, or their windows apart")
                    .toException();
        });
    }
}
