package dev.tierway.providers.transport;

import dev.tierway.core.time.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes connections whose deadline has passed, which wakes whoever is blocked on them. One per process: it looks at
 * every connection each {@link #TICK}, so that no read has to arm a timer of its own. Thread-safe.
 */
public final class Reaper implements AutoCloseable {
    /** Timeouts fire up to this much late. */
    public static final Duration TICK = Duration.ofMillis(50);

    private final Ticker ticker;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** A reaper that only works when {@link #sweep} is called. */
    public Reaper(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A reaper with a thread of its own, until closed. */
    public static Reaper start(Ticker ticker) {
        Reaper reaper = new Reaper(ticker);
        Thread.ofPlatform().daemon().name("tierway-reaper").start(reaper::run);
        return reaper;
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(TICK.toNanos());
            sweep();
        }
    }

    /** Closes what has expired by now. */
    public void sweep() {
        long now = ticker.nanos();
        for (Connection connection : connections) {
            connection.expire(now);
        }
    }

    /** The ticker that all deadlines are on. */
    public Ticker ticker() {
        return ticker;
    }

    void watch(Connection connection) {
        connections.add(connection);
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Connections being watched. */
    public int watched() {
        return connections.size();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
