package dev.tierway.testing.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * A backend that does as told: it answers each request with a {@link Script}, misbehaving on the wire if that is what
 * the script says, and keeps account of what clients did. Listens on a free loopback port. Thread-safe.
 */
public final class FakeUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final Function<RecordedRequest, Script> behaviour;
    private final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final Set<UpstreamConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor = Thread.ofVirtual().name("fake-upstream").unstarted(this::accept);
    private final Tally accepted = new Tally();
    private final Tally started = new Tally();
    private final Tally finished = new Tally();
    private final Tally cancelled = new Tally();

    private FakeUpstream(ServerSocket server, Function<RecordedRequest, Script> behaviour) {
        this.server = server;
        this.behaviour = behaviour;
    }

    /** A server that answers every request with what {@code behaviour} gives, on the request's own thread. */
    public static FakeUpstream start(Function<RecordedRequest, Script> behaviour) {
        return start(ServerSocketFactory.getDefault(), behaviour);
    }

    /** A server whose sockets come from {@code sockets}, which may speak TLS. */
    public static FakeUpstream start(ServerSocketFactory sockets, Function<RecordedRequest, Script> behaviour) {
        try {
            ServerSocket server = sockets.createServerSocket(0, 4096, InetAddress.getLoopbackAddress());
            FakeUpstream upstream = new FakeUpstream(server, behaviour);
            upstream.acceptor.start();
            return upstream;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** A server that gives every request the same answer. */
    public static FakeUpstream always(Script script) {
        return start(request -> script);
    }

    private void accept() {
        int number = 0;
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                UpstreamConnection connection = new UpstreamConnection(this, socket, ++number);
                connections.add(connection);
                accepted.add();
                Thread.ofVirtual().start(connection::run);
            } catch (IOException closed) {
                return;
            }
        }
    }

    Script begin(RecordedRequest request) {
        requests.add(request);
        started.add();
        return behaviour.apply(request);
    }

    void finished() {
        finished.add();
    }

    void cancelled() {
        cancelled.add();
    }

    void gone(UpstreamConnection connection) {
        connections.remove(connection);
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The base URL of an OpenAI-compatible client. */
    public URI baseUrl() {
        return uri().resolve("/v1");
    }

    /** Every request so far, in the order received. */
    public List<RecordedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The request received last. */
    public RecordedRequest lastRequest() {
        return requests.getLast();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.count();
    }

    /** Requests being answered now. */
    public int open() {
        return started.count() - finished.count() - cancelled.count();
    }

    /** Requests whose client left before its script had ended. */
    public int cancelledCount() {
        return cancelled.count();
    }

    /** Waits until {@code count} requests in all were received. Throws {@link AssertionError} after {@code within}. */
    public void awaitRequests(int count, Duration within) {
        started.await(count, within, "requests received");
    }

    /** Waits until clients have left {@code count} requests. Throws {@link AssertionError} after {@code within}. */
    public void awaitCancelled(int count, Duration within) {
        cancelled.await(count, within, "requests cancelled by clients");
    }

    /** Waits until {@code count} scripts have run to their end. Throws {@link AssertionError} after {@code within}. */
    public void awaitFinished(int count, Duration within) {
        finished.await(count, within, "requests answered");
    }

    /** Closes every connection on which no request is being answered, as a backend's idle timeout does. */
    public void closeIdleConnections() {
        connections.forEach(UpstreamConnection::closeIfIdle);
    }

    /** Stops listening and cuts every connection; afterwards nobody can connect. */
    @Override
    public void close() {
        try {
            server.close();
            acceptor.join();
        } catch (IOException alreadyGone) {
            // Nothing listens any more.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(UpstreamConnection::close);
    }
}
