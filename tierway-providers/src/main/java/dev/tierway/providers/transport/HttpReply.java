package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A response whose body is still to be read: whole by {@link #readAll}, or as events by {@link #events}. Confined to one
 * thread. {@link #close} returns the connection when the body was read to its end and closes it otherwise.
 */
public final class HttpReply implements AutoCloseable {
    private final ResponseHead head;
    private final BodyReader body;
    private final Lease lease;
    private final Cancellation cancellation;
    private final WireTime wire;
    private boolean closed;

    HttpReply(ResponseHead head, BodyReader body, Lease lease, Cancellation cancellation, WireTime wire) {
        this.head = head;
        this.body = body;
        this.lease = lease;
        this.cancellation = cancellation;
        this.wire = wire;
    }

    public int status() {
        return head.status();
    }

    /** First value of the header {@code name}, given in lower case. */
    public @Nullable String header(String name) {
        return head.header(name);
    }

    public WireTime wire() {
        return wire;
    }

    /** The body in an array of its own, of at most {@code limit} bytes. */
    public Slice readAll(int limit) throws TransportException {
        try {
            return body.readAll(limit);
        } catch (IOException failure) {
            throw lease.explain(failure);
        }
    }

    /** Reads the body as server-sent events of at most {@code maxEventBytes} each. */
    public SseReader events(int maxEventBytes) {
        return new SseReader(body, maxEventBytes);
    }

    /** What {@code failure}, thrown while reading events, means. */
    public TransportException explain(IOException failure) {
        return lease.explain(failure);
    }

    /**
     * Reads and drops the rest of a body that should have ended, so that its connection can be used again; gives up at
     * {@code limit} bytes, on any failure, and when nothing comes for {@code patience}.
     */
    public void drain(int limit, Duration patience) {
        lease.waitAtMost(patience);
        try {
            int dropped = 0;
            do {
                dropped += body.end() - body.start();
                body.consume(body.end() - body.start());
            } while (dropped <= limit && body.fill(limit, "the rest of the response"));
        } catch (IOException givenUp) {
            lease.abandon();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        cancellation.clear();
        if (body.done() && !body.surplus() && head.keepsAlive()) {
            lease.giveBack();
        } else {
            lease.abandon();
        }
    }
}
