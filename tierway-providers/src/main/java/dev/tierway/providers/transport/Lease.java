package dev.tierway.providers.transport;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.transport.TransportException.Kind;
import dev.tierway.providers.transport.TransportException.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request's hold on a connection. Whoever takes the connection out of {@code owned} decides its fate: the exchange
 * gives it back or closes it, a cancel from another thread closes it; never both, so a late cancel cannot hit the
 * connection's next user.
 */
final class Lease {
    private final HttpRequest request;
    private final ConnectionPool pool;
    private final Ticker ticker;
    private final long startedNanos;
    private final AtomicReference<@Nullable Connection> owned = new AtomicReference<>();
    private volatile boolean cancelled;

    private Phase phase = Phase.CONNECT;
    private @Nullable Connection current;
    private boolean reusable = true;
    private long idleNanos;
    private long connectingNanos;

    Lease(HttpRequest request, ConnectionPool pool, Ticker ticker) {
        this.request = request;
        this.pool = pool;
        this.ticker = ticker;
        this.idleNanos = request.timeouts().idle().toNanos();
        this.startedNanos = ticker.nanos();
    }

    /** From any thread: closes the connection now, or as soon as there is one. */
    void cancel() {
        cancelled = true;
        abandon();
    }

    /** Closes the connection unless someone else disposed of it. */
    void abandon() {
        Connection connection = owned.getAndSet(null);
        if (connection != null) {
            connection.close();
        }
    }

    void attach(Connection connection) throws TransportException {
        current = connection;
        reusable = true;
        owned.set(connection);
        if (cancelled) {
            abandon();
            throw new TransportException(Kind.CANCELLED, phase, "cancelled", null);
        }
    }

    /** Rules out another request on this connection: the backend did not read this one to its end. */
    void refuseReuse() {
        reusable = false;
    }

    /** Replaces the idle timeout for the rest of the body. */
    void waitAtMost(Duration patience) {
        idleNanos = Math.min(idleNanos, patience.toNanos());
    }

    /** Hands the connection back for the next request, if it can take one. */
    void giveBack() {
        if (!reusable) {
            abandon();
            return;
        }
        Connection connection = owned.getAndSet(null);
        if (connection != null) {
            pool.giveBack(connection);
        }
    }

    /** A new connection stands. */
    void connected() {
        connectingNanos = ticker.nanos() - startedNanos;
    }

    /** Time from the lease's beginning until a new connection stood; zero when none was needed. */
    long connectingNanos() {
        return connectingNanos;
    }

    /** Time at which the current phase must be over when it starts now. */
    long deadlineOf(Phase next) {
        return deadlineOf(next, ticker.nanos());
    }

    private long deadlineOf(Phase next, long now) {
        long timeout = switch (next) {
            case CONNECT -> request.timeouts().connect().toNanos();
            case WRITE -> request.timeouts().write().toNanos();
            case HEAD -> request.timeouts().head().toNanos();
            case BODY -> idleNanos;
        };
        long at = now + timeout;
        return at - request.deadlineNanos() < 0 ? at : request.deadlineNanos();
    }

    /** Returns the time at which the phase began. */
    long enter(Phase next) throws IOException {
        long now = ticker.nanos();
        connection().arm(deadlineOf(next, now));
        phase = next;
        return now;
    }

    /** Reads within the current phase; body reads start its timeout anew. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (phase == Phase.BODY) {
            connection().arm(deadlineOf(Phase.BODY));
        }
        return connection().read(into, offset, length);
    }

    private Connection connection() {
        if (current == null) {
            throw new IllegalStateException("no connection attached");
        }
        return current;
    }

    /** Whether {@code current} failed by itself: nobody cancelled it and no deadline closed it. */
    boolean failedByItself() {
        return !cancelled && (current == null || !current.expired());
    }

    /** What {@code cause} means to the caller. */
    TransportException explain(IOException cause) {
        if (cause instanceof TransportException known) {
            return known;
        }
        if (cancelled) {
            return new TransportException(Kind.CANCELLED, phase, "cancelled", cause);
        }
        if (current != null && current.expired()) {
            boolean deadline = ticker.nanos() - request.deadlineNanos() >= 0;
            return new TransportException(
                    deadline ? Kind.DEADLINE : Kind.TIMEOUT,
                    phase,
                    deadline ? "the request's deadline passed" : "no progress within its timeout",
                    cause);
        }
        return switch (cause) {
            case ProtocolException malformed ->
                new TransportException(Kind.PROTOCOL, phase, malformed.getMessage() + "", malformed);
            case TooLargeException large ->
                new TransportException(Kind.TOO_LARGE, phase, large.getMessage() + "", large);
            default ->
                phase == Phase.CONNECT
                        ? new TransportException(Kind.CONNECT, phase, "no connection: " + cause.getMessage(), cause)
                        : new TransportException(Kind.BROKEN, phase, "connection lost: " + cause.getMessage(), cause);
        };
    }
}
