package dev.tierway.providers.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One socket to a backend. Its owner (a lease or the pool) reads, writes and arms; any thread may {@link #close}, the
 * reaper may {@link #expire}, and whoever is blocked on it then wakes with an {@link IOException}.
 *
 * <p>{@code deadline} is a ticker time, or one of two marks that end it for good, so that a deadline can never hit the
 * next owner: arming fails once the reaper has struck.
 */
final class Connection {
    private static final long CLOSED = Long.MIN_VALUE;
    private static final long EXPIRED = Long.MIN_VALUE + 1;

    private final TransportConfig config;
    private final Reaper reaper;
    private final Consumer<Connection> onClose;
    private final AtomicLong deadline;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile Socket socket = new Socket();
    private long roundTripNanos;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();

    final ReadBuffer buffer = new ReadBuffer();

    Connection(TransportConfig config, Reaper reaper, Consumer<Connection> onClose, long connectDeadline) {
        this.config = config;
        this.reaper = reaper;
        this.onClose = onClose;
        this.deadline = new AtomicLong(connectDeadline);
        reaper.watch(this);
    }

    void connect() throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(config.origin().host())) {
            try {
                connect(new InetSocketAddress(address, config.origin().port()));
                return;
            } catch (IOException refused) {
                if (failure == null) {
                    failure = refused;
                } else {
                    failure.addSuppressed(refused);
                }
                if (ended()) {
                    break;
                }
                socket.close();
            }
        }
        throw failure == null ? new IOException("no address") : failure;
    }

    private void connect(InetSocketAddress address) throws IOException {
        if (socket.isClosed() && !ended()) {
            socket = new Socket();
        }
        if (ended()) {
            socket.close();
        }
        Socket raw = socket;
        raw.setOption(StandardSocketOptions.TCP_NODELAY, true);
        raw.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        long before = reaper.ticker().nanos();
        raw.connect(address);
        roundTripNanos = reaper.ticker().nanos() - before;
        if (config.origin().tls()) {
            SSLSocket secure = (SSLSocket) config.tls()
                    .createSocket(raw, config.origin().host(), config.origin().port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            in = secure.getInputStream();
            out = secure.getOutputStream();
        } else {
            in = raw.getInputStream();
            out = raw.getOutputStream();
        }
    }

    /** How long the TCP handshake took. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /** Sets the time at which the reaper closes this connection; fails when it is closed already. */
    void arm(long at) throws IOException {
        if (!tryArm(at)) {
            throw new IOException("connection closed");
        }
    }

    boolean tryArm(long at) {
        long current = deadline.get();
        return current != CLOSED && current != EXPIRED && deadline.compareAndSet(current, at);
    }

    int read(byte[] into, int offset, int length) throws IOException {
        return in.read(into, offset, length);
    }

    void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
    }

    /** Called by the reaper. */
    void expire(long now) {
        long current = deadline.get();
        if (current != CLOSED && current != EXPIRED && current - now <= 0 && deadline.compareAndSet(current, EXPIRED)) {
            shut();
        }
    }

    boolean expired() {
        return deadline.get() == EXPIRED;
    }

    private boolean ended() {
        long current = deadline.get();
        return current == CLOSED || current == EXPIRED;
    }

    /** Closes the socket at once, without TLS's parting words, which could block. */
    void close() {
        deadline.getAndUpdate(current -> current == EXPIRED ? EXPIRED : CLOSED);
        shut();
    }

    private void shut() {
        if (released.compareAndSet(false, true)) {
            reaper.forget(this);
            onClose.accept(this);
        }
        try {
            socket.close();
        } catch (IOException nothingLeftToClose) {
            // The socket is gone either way.
        }
    }
}
