package dev.tierway.gateway.pipeline;

import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.Slice;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a line of a batch, or at a request of other work in the background, in the shape of an exchange: its reply
 * stays in memory. Confined to the thread that runs it, except {@link #abandon}.
 */
public final class LineExchange implements Exchange {
    /**
     * What a line is to be run as.
     *
     * @param requestId the same for every attempt at the line
     * @param principal whose work it is; its use case is that of the work
     * @param body of the request, never modified
     * @param deadlineNanos ticker time at which nobody waits for it any more
     */
    public record Order(String requestId, Principal principal, Operation operation, byte[] body, long deadlineNanos) {}

    private final Order order;
    private final long arrivedNanos;

    private int status;
    private byte[] reply = {};
    private boolean abandoned;
    private @Nullable Runnable onGone;

    public LineExchange(Order order, long arrivedNanos) {
        this.order = order;
        this.arrivedNanos = arrivedNanos;
    }

    Order order() {
        return order;
    }

    /** Nobody wants the answer any more: ends the wait or the running attempt, from any thread. */
    public void abandon() {
        Runnable action;
        synchronized (this) {
            abandoned = true;
            action = onGone;
        }
        if (action != null) {
            action.run();
        }
    }

    /** HTTP status of the reply; 0 when it was abandoned before there was one. */
    public int status() {
        return status;
    }

    /** Body of the reply. */
    public byte[] reply() {
        return reply;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/v1" + order.operation().path();
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public byte[] body() {
        return order.body();
    }

    @Override
    public long arrivedNanos() {
        return arrivedNanos;
    }

    @Override
    public void onClientGone(Runnable action) {
        boolean already;
        synchronized (this) {
            onGone = action;
            already = abandoned;
        }
        if (already) {
            action.run();
        }
    }

    @Override
    public synchronized boolean clientGone() {
        return abandoned;
    }

    @Override
    public void respond(int code, Headers headers, List<Slice> body) {
        status = code;
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        body.forEach(part -> whole.write(part.array(), part.offset(), part.length()));
        reply = whole.toByteArray();
    }

    @Override
    public ResponseStream stream(int code, Headers headers) {
        throw new IllegalStateException("a line of a batch asks for a stream, which its batch should have refused");
    }
}
