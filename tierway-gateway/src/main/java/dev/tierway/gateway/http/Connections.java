package dev.tierway.gateway.http;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of one server: their number, their deadlines, and whether the server is draining. Thread-safe. */
final class Connections {
    private final int limit;
    private final Ticker ticker;
    private final WallClock clock;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    private volatile boolean draining;
    private volatile String date;
    private long dateSecond;

    Connections(int limit, Ticker ticker, WallClock clock) {
        this.limit = limit;
        this.ticker = ticker;
        this.clock = clock;
        Instant now = clock.now();
        dateSecond = now.getEpochSecond();
        date = DateFormatter.format(Date.from(now));
    }

    void add(Connection connection) {
        open.add(connection);
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    /** Whether one more than the limit would be open with another connection. */
    boolean full() {
        return open.size() >= limit;
    }

    int size() {
        return open.size();
    }

    boolean draining() {
        return draining;
    }

    /** From here on replies say that their connection closes. */
    void startDraining() {
        draining = true;
    }

    /** Lets idle connections go, and the others when their exchange ends. */
    void closeIdle() {
        open.forEach(Connection::closeWhenIdle);
    }

    void cutAll() {
        open.forEach(Connection::cut);
    }

    /** The value of a {@code Date} header, at most a sweep old. */
    String date() {
        return date;
    }

    /** Ends what has gone past its deadline; called several times a second by one thread. */
    void sweep() {
        Instant wall = clock.now();
        if (wall.getEpochSecond() != dateSecond) {
            dateSecond = wall.getEpochSecond();
            date = DateFormatter.format(Date.from(wall));
        }
        long now = ticker.nanos();
        for (Connection connection : open) {
            if (connection.overdue(now)) {
                connection.enforceDeadlines();
            }
        }
    }
}
