package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The handling thread's side of an exchange: turns blocking calls into writes on the connection's event loop. */
final class BridgedExchange implements Exchange {
    private static final Failure CLIENT_GONE = Failure.of(
            FailureKind.CLIENT_GONE, "client_gone", "the client closed the connection before the reply ended");

    /** Whether the client has left, and what to run when it does. */
    private record Client(boolean gone, @Nullable Runnable whenGone) {
        static final Client HERE = new Client(false, null);
        static final Client GONE = new Client(true, null);
    }

    private final Connection connection;
    private final StrictRequestDecoder.ArrivedRequest request;
    private final RequestTarget target;
    private final byte @Nullable [] body;
    private final @Nullable StreamedBody streamedBody;

    private final AtomicReference<Client> client = new AtomicReference<>(Client.HERE);

    private volatile @Nullable Thread writer;
    private @Nullable StreamedReply stream;
    private boolean answered;

    BridgedExchange(
            Connection connection, StrictRequestDecoder.ArrivedRequest request, RequestTarget target, byte[] body) {
        this(connection, request, target, body, null);
    }

    /** An exchange whose body is still on its way. */
    BridgedExchange(
            Connection connection,
            StrictRequestDecoder.ArrivedRequest request,
            RequestTarget target,
            StreamedBody body) {
        this(connection, request, target, null, body);
    }

    private BridgedExchange(
            Connection connection,
            StrictRequestDecoder.ArrivedRequest request,
            RequestTarget target,
            byte @Nullable [] body,
            @Nullable StreamedBody streamedBody) {
        this.connection = connection;
        this.request = request;
        this.target = target;
        this.body = body;
        this.streamedBody = streamedBody;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public @Nullable String query() {
        return target.query();
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public byte[] body() {
        if (body == null) {
            throw new IllegalStateException("the body comes as a stream: " + this);
        }
        return body;
    }

    @Override
    public InputStream bodyStream() {
        return streamedBody == null ? new ByteArrayInputStream(body()) : streamedBody;
    }

    @Override
    public long arrivedNanos() {
        return request.arrivedNanos();
    }

    @Override
    public void onClientGone(Runnable action) {
        Client before = client.getAndUpdate(now -> now.gone() ? now : new Client(false, action));
        if (before.gone()) {
            action.run();
        }
    }

    @Override
    public boolean clientGone() {
        return Client.GONE.equals(client.get());
    }

    @Override
    public void respond(int status, Headers headers, List<Slice> parts) {
        requireUnanswered();
        boolean keepAlive = keepAlive();
        int length = Slices.length(parts);
        byte[] head = head(status, headers, keepAlive).length(length).bytes();
        boolean headOnly = headOnly();
        ByteBuf reply = connection.buffer(head.length + (headOnly ? 0 : length)).writeBytes(head);
        if (!headOnly) {
            Slices.write(parts, reply);
        }
        answered = true;
        connection.reply(this, reply, keepAlive);
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        requireUnanswered();
        boolean chunked = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        boolean keepAlive = chunked && keepAlive();
        ReplyHead head = head(status, headers, keepAlive);
        if (chunked) {
            head.chunked();
        }
        stream = new StreamedReply(this, connection, framing(chunked), keepAlive);
        connection.write(Unpooled.wrappedBuffer(head.bytes()));
        return stream;
    }

    private boolean headOnly() {
        return request.method().equals(HttpMethod.HEAD);
    }

    private StreamedReply.Framing framing(boolean chunked) {
        if (headOnly()) {
            return StreamedReply.Framing.NO_BODY;
        }
        return chunked ? StreamedReply.Framing.CHUNKED : StreamedReply.Framing.BARE;
    }

    /** What is still to come of a body that is not read to its end cannot be told apart from another request. */
    private boolean keepAlive() {
        return connection.keepAlive(request) && (streamedBody == null || streamedBody.arrived());
    }

    /** Whether the reply is whole. */
    boolean answered() {
        return answered || (stream != null && stream.ended());
    }

    /** Answers with {@code failure} while nothing was sent, else cuts a reply that did not end. */
    void fail(Failure failure) {
        if (answered()) {
            return;
        }
        if (stream != null || failure.kind() == FailureKind.CLIENT_GONE) {
            connection.cut();
            return;
        }
        respond(failure.kind().httpStatus(), ErrorBody.headers(failure), List.of(Slice.of(ErrorBody.json(failure))));
    }

    /** Called on the event loop once the reply was handed over, before another request is taken. */
    void ended() {
        if (streamedBody != null) {
            streamedBody.drop();
        }
    }

    /** Called on the event loop, at most once. */
    void gone() {
        if (streamedBody != null) {
            streamedBody.fail(CLIENT_GONE);
        }
        Runnable action = client.getAndSet(Client.GONE).whenGone();
        if (action != null) {
            action.run();
        }
        wake();
    }

    /** Lets {@link #awaitWritable} look again. */
    void wake() {
        Thread waiting = writer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Parks while the client reads too slowly. */
    void awaitWritable() {
        if (!connection.writable()) {
            park();
        }
        if (clientGone()) {
            throw new FailureException(CLIENT_GONE);
        }
    }

    private void park() {
        boolean interrupted = false;
        writer = Thread.currentThread();
        while (!connection.writable() && !clientGone()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        writer = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ReplyHead head(int status, Headers headers, boolean keepAlive) {
        ReplyHead head = new ReplyHead(status, headers).date(connection.date());
        if (!keepAlive) {
            return head.closes();
        }
        return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? head.staysOpen() : head;
    }

    private void requireUnanswered() {
        if (answered || stream != null) {
            throw new IllegalStateException("a reply to this exchange was already begun: " + this);
        }
    }

    @Override
    public String toString() {
        return method() + " " + path();
    }
}
