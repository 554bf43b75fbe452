package dev.tierway.providers.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Idle connections to one backend, newest first: the one used last is the least likely to be dead, and the others
 * expire. Thread-safe; holds its lock over no I/O.
 */
final class ConnectionPool {
    private final TransportConfig config;
    private final Reaper reaper;

    // Guarded by lock.
    private final Object lock = new Object();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int open;
    private boolean closed;

    ConnectionPool(TransportConfig config, Reaper reaper) {
        this.config = config;
        this.reaper = reaper;
    }

    /** The newest idle connection, armed with {@code deadline}; null when there is none. */
    @Nullable
    Connection takeIdle(long deadline) {
        while (true) {
            Connection connection;
            synchronized (lock) {
                connection = idle.pollFirst();
            }
            if (connection == null || connection.tryArm(deadline)) {
                return connection;
            }
        }
    }

    /** A place for a new connection, not yet connected; null when the pool is full or closed. */
    @Nullable
    Connection reserve(long connectDeadline) {
        synchronized (lock) {
            if (closed || open >= config.maxConnections()) {
                return null;
            }
            open++;
        }
        return new Connection(config, reaper, this::closed, connectDeadline);
    }

    /** Takes back a connection whose last response was read to its end. */
    void giveBack(Connection connection) {
        connection.buffer.reset();
        if (!connection.tryArm(reaper.ticker().nanos() + config.idleExpiry().toNanos())) {
            return;
        }
        boolean kept;
        synchronized (lock) {
            kept = !closed;
            if (kept) {
                idle.addFirst(connection);
            }
        }
        if (!kept) {
            connection.close();
        }
    }

    private void closed(Connection connection) {
        synchronized (lock) {
            open--;
            idle.remove(connection);
        }
    }

    int open() {
        synchronized (lock) {
            return open;
        }
    }

    int idle() {
        synchronized (lock) {
            return idle.size();
        }
    }

    /** Closes idle connections now and busy ones when they come back. */
    void close() {
        List<Connection> waiting;
        synchronized (lock) {
            closed = true;
            waiting = new ArrayList<>(idle);
        }
        waiting.forEach(Connection::close);
    }
}
