package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.transport.TransportException.Kind;
import dev.tierway.providers.transport.TransportException.Phase;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client for one backend, in blocking style for virtual threads: pooled connections, a timeout for each
 * phase, cancellation that closes the socket at once. Thread-safe.
 *
 * <p>A request that fails on a pooled connection before any byte of a response is sent once more on a new one: backends
 * close idle connections whenever they like.
 */
public final class HttpTransport implements AutoCloseable {
    private static final int MAX_INTERIM_RESPONSES = 8;

    private final TransportConfig config;
    private final Reaper reaper;
    private final ConnectionPool pool;

    public HttpTransport(TransportConfig config, Reaper reaper) {
        this.config = config;
        this.reaper = reaper;
        this.pool = new ConnectionPool(config, reaper);
    }

    /** Sends {@code request} and returns once the response head is there. The caller closes the reply. */
    public HttpReply send(HttpRequest request, Cancellation cancellation) throws TransportException {
        Lease lease = new Lease(request, pool, reaper.ticker());
        cancellation.onCancel(lease::cancel);
        boolean answered = false;
        try {
            HttpReply reply = onPooled(request, lease, cancellation);
            if (reply == null) {
                reply = onFresh(request, lease, cancellation);
            }
            answered = true;
            return reply;
        } catch (IOException failure) {
            throw lease.explain(failure);
        } finally {
            if (!answered) {
                cancellation.clear();
                lease.abandon();
            }
        }
    }

    /** Null when there is no idle connection, or only a stale one. */
    private @Nullable HttpReply onPooled(HttpRequest request, Lease lease, Cancellation cancellation)
            throws IOException {
        Connection connection = pool.takeIdle(lease.deadlineOf(Phase.CONNECT));
        if (connection == null) {
            return null;
        }
        lease.attach(connection);
        try {
            return exchange(request, connection, lease, cancellation);
        } catch (IOException failure) {
            if (failure instanceof ProtocolException || connection.buffer.length() > 0 || !lease.failedByItself()) {
                throw failure;
            }
            lease.abandon();
            return null;
        }
    }

    private HttpReply onFresh(HttpRequest request, Lease lease, Cancellation cancellation) throws IOException {
        Connection connection = pool.reserve(lease.deadlineOf(Phase.CONNECT));
        if (connection == null) {
            throw new TransportException(
                    Kind.EXHAUSTED, Phase.CONNECT, "all " + config.maxConnections() + " connections are in use", null);
        }
        lease.attach(connection);
        lease.enter(Phase.CONNECT);
        connection.connect();
        lease.connected();
        return exchange(request, connection, lease, cancellation);
    }

    private HttpReply exchange(HttpRequest request, Connection connection, Lease lease, Cancellation cancellation)
            throws IOException {
        long sending = lease.enter(Phase.WRITE);
        IOException unsent = null;
        try {
            RequestWriter.write(request, config.origin(), connection);
        } catch (IOException failure) {
            // A backend may refuse a request before it has read it all: look for its answer.
            unsent = failure;
            lease.refuseReuse();
        }
        ResponseHead head;
        try {
            lease.enter(Phase.HEAD);
            head = readHead(connection, lease);
        } catch (IOException failure) {
            throw unsent == null ? failure : unsent;
        }
        BodyReader body = new BodyReader(connection.buffer, lease::read, head.framing());
        long answered = lease.enter(Phase.BODY);
        WireTime wire = new WireTime(lease.connectingNanos(), connection.roundTripNanos(), answered - sending);
        return new HttpReply(head, body, lease, cancellation, wire);
    }

    private static ResponseHead readHead(Connection connection, Lease lease) throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM_RESPONSES; interim++) {
            ResponseHead head = ResponseHead.read(connection.buffer, lease::read);
            if (head == null) {
                throw new IOException("closed by the backend before it answered");
            }
            if (head.status() == 101 || head.status() < 100 || head.status() > 599) {
                throw new ProtocolException("status " + head.status() + " was not asked for");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new ProtocolException("more than " + MAX_INTERIM_RESPONSES + " interim responses");
    }

    /** Open connections, busy and idle. */
    public int openConnections() {
        return pool.open();
    }

    public int idleConnections() {
        return pool.idle();
    }

    /** Closes idle connections; busy ones end with their exchanges. */
    @Override
    public void close() {
        pool.close();
    }
}
