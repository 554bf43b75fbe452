package dev.tierway.gateway.http;

import static java.util.Objects.requireNonNull;

import dev.tierway.core.time.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: reads requests, hands them one at a time to {@link Exchanges}, and holds what a pipelining
 * client sends meanwhile. Confined to the channel's event loop, except the methods said to be for handling threads.
 *
 * <p>The connection keeps reading while an exchange runs, so that a client that leaves is noticed at once, until it has
 * held {@link #MAX_HELD_BYTES}.
 */
// Futures of writes and closes are not looked at: a failed write closes the channel, which channelInactive hears of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final int MAX_HELD_BYTES = 64 << 10;

    /** What holding a head is taken to cost. */
    private static final int HEAD_WEIGHT = 512;

    /** How long a refused client is read from, so that its unread bytes do not reset the reply away. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final long NEVER = Long.MAX_VALUE;

    private enum Phase {
        /** Between requests, or while an exchange runs. */
        IDLE,
        HEAD,
        BODY,
        /** The body goes to an exchange that runs. */
        UPLOAD,
        /** The last reply is on its way; whatever still comes in is dropped. */
        DISCARDING
    }

    private final Channel channel;
    private final StrictRequestDecoder decoder;
    private final Parts parts;
    private final Deque<HttpObject> held = new ArrayDeque<>();
    private int heldBytes;

    private Phase phase = Phase.IDLE;
    private @Nullable Incoming incoming;
    private @Nullable BridgedExchange current;

    /** Whether the request that is read or answered asks for a head only. */
    private boolean headOnly;

    /** Where the rest of a body goes that the current exchange reads as a stream; null once it is whole. */
    private @Nullable StreamedBody upload;

    // Written on the event loop, read by the sweep.
    private volatile long readDeadline = NEVER;
    private volatile long writeDeadline = NEVER;

    /** A request whose body is not whole. */
    private record Incoming(StrictRequestDecoder.ArrivedRequest head, RequestTarget target, RequestBody body) {}

    /** What the connections of one server share. */
    record Parts(HttpServerConfig config, Ticker ticker, Exchanges exchanges, Connections connections) {}

    Connection(Channel channel, StrictRequestDecoder decoder, Parts parts) {
        this.channel = channel;
        this.decoder = decoder;
        this.parts = parts;
    }

    // Event loop: channel events.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        readDeadline = after(parts.config().headDeadline());
        if (parts.connections().draining()) {
            cut();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        HttpObject part = (HttpObject) message;
        if (phase == Phase.DISCARDING) {
            ReferenceCountUtil.release(part);
        } else if (answering() || !held.isEmpty()) {
            hold(part);
        } else {
            accept(part);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (current == null && held.isEmpty() && phase == Phase.IDLE && decoder.midHead()) {
            awaitRequest();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = channel.isWritable();
        writeDeadline = writable ? NEVER : after(parts.config().writeDeadline());
        if (current != null) {
            current.wake();
        } else if (writable) {
            takeHeld();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        parts.connections().remove(this);
        readDeadline = NEVER;
        writeDeadline = NEVER;
        phase = Phase.DISCARDING;
        dropHeld();
        BridgedExchange running = current;
        current = null;
        upload = null;
        if (running != null) {
            running.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Level level =
                cause instanceof IOException || cause.getCause() instanceof IOException ? Level.DEBUG : Level.WARNING;
        LOG.log(level, "connection closed after an error", cause);
        cut();
    }

    // Event loop: reading a request.

    private void hold(HttpObject part) {
        held.add(part);
        heldBytes += weight(part);
        if (heldBytes > MAX_HELD_BYTES) {
            channel.config().setAutoRead(false);
        }
    }

    /** Whether an exchange runs whose request is whole: what comes now is another request. */
    private boolean answering() {
        return current != null && upload == null;
    }

    private void takeHeld() {
        while (!answering()
                && phase != Phase.DISCARDING
                && (upload != null || channel.isWritable())
                && !held.isEmpty()) {
            HttpObject part = held.remove();
            heldBytes -= weight(part);
            accept(part);
        }
        if (held.isEmpty() && phase != Phase.UPLOAD) {
            channel.config().setAutoRead(true);
            if (current == null && phase == Phase.IDLE) {
                awaitRequest();
            }
        }
    }

    private void dropHeld() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        heldBytes = 0;
    }

    private static int weight(HttpObject part) {
        return part instanceof ByteBufHolder content ? content.content().readableBytes() : HEAD_WEIGHT;
    }

    private void awaitRequest() {
        if (decoder.midHead()) {
            phase = Phase.HEAD;
            readDeadline = after(parts.config().headDeadline());
        } else if (parts.connections().draining()) {
            cut();
        } else {
            readDeadline = after(parts.config().idleDeadline());
        }
    }

    private void accept(HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                acceptFault(RequestRefusal.of(
                        part.decoderResult().cause(), parts.config().maxHeadBytes()));
            } else if (part instanceof StrictRequestDecoder.ArrivedRequest head) {
                acceptHead(head);
            } else if (part instanceof HttpContent content && upload != null) {
                acceptContent(upload, content);
            } else if (part instanceof HttpContent content && incoming != null) {
                acceptContent(incoming, content);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void acceptFault(RequestRefusal refusal) {
        if (upload == null) {
            refuse(refusal);
        } else {
            endUpload(upload, refusal);
        }
    }

    private void acceptHead(StrictRequestDecoder.ArrivedRequest head) {
        headOnly = head.method().equals(HttpMethod.HEAD);
        RequestTarget target = RequestTarget.parse(head.uri());
        long streamed = target == null
                ? 0
                : parts.exchanges().streamedBody(head.method().name(), target.path());
        long maxBodyBytes = streamed > 0 ? streamed : parts.config().maxBodyBytes();
        RequestRefusal refusal = RequestRefusal.of(head, target, maxBodyBytes);
        if (refusal != null || target == null) {
            refuse(requireNonNull(refusal));
            return;
        }
        if (streamed > 0) {
            startUpload(head, target, streamed);
            return;
        }
        boolean chunked = HttpUtil.isTransferEncodingChunked(head);
        long announced = HttpUtil.getContentLength(head, 0L);
        incoming = new Incoming(head, target, new RequestBody(chunked ? maxBodyBytes : announced, !chunked));
        phase = Phase.BODY;
        readDeadline = after(parts.config().bodyDeadline());
        if ((chunked || announced > 0) && HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(Replies.goOn(), channel.voidPromise());
        }
    }

    private void startUpload(StrictRequestDecoder.ArrivedRequest head, RequestTarget target, long limit) {
        StreamedBody body = new StreamedBody(this, limit, HttpUtil.is100ContinueExpected(head));
        phase = Phase.UPLOAD;
        upload = body;
        readDeadline = after(parts.config().bodyDeadline());
        current = new BridgedExchange(this, head, target, body);
        parts.exchanges().start(current);
    }

    private void acceptContent(StreamedBody body, HttpContent content) {
        boolean readOn = body.append(content.content());
        if (content instanceof LastHttpContent) {
            body.whole();
            upload = null;
            phase = Phase.IDLE;
            readDeadline = NEVER;
            channel.config().setAutoRead(true);
        } else if (readOn) {
            readDeadline = after(parts.config().bodyDeadline());
        } else {
            channel.config().setAutoRead(false);
            readDeadline = NEVER;
        }
    }

    /** Has the running exchange answer with the refusal; what still comes in is dropped. */
    private void endUpload(StreamedBody body, RequestRefusal refusal) {
        body.fail(refusal.failure());
        readDeadline = NEVER;
    }

    private void acceptContent(Incoming request, HttpContent content) {
        if (!request.body().append(content.content())) {
            refuse(RequestRefusal.tooLarge(parts.config().maxBodyBytes()));
        } else if (content instanceof LastHttpContent) {
            incoming = null;
            phase = Phase.IDLE;
            readDeadline = NEVER;
            current = new BridgedExchange(
                    this, request.head(), request.target(), request.body().bytes());
            parts.exchanges().start(current);
        }
    }

    // Event loop: ending.

    private void refuse(RequestRefusal refusal) {
        channel.write(Replies.refusal(refusal, parts.connections().date(), headOnly), channel.voidPromise());
        discard();
    }

    /** Sends what is queued, then closes in step with the client. */
    private void discard() {
        phase = Phase.DISCARDING;
        incoming = null;
        dropHeld();
        channel.config().setAutoRead(true);
        readDeadline = after(LINGER);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> closeOutput());
    }

    private void closeOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            duplex.shutdownOutput();
        }
    }

    private void finished(BridgedExchange exchange, boolean keepAlive) {
        channel.flush();
        if (current != exchange) {
            return;
        }
        current = null;
        upload = null;
        headOnly = false;
        exchange.ended();
        if (keepAlive) {
            takeHeld();
        } else {
            discard();
        }
    }

    private void endOverdue() {
        long now = parts.ticker().nanos();
        if (past(writeDeadline, now)) {
            LOG.log(Level.DEBUG, "connection cut: the client left full buffers unread past the write deadline");
            cut();
        } else if (past(readDeadline, now)) {
            switch (phase) {
                case HEAD -> refuse(RequestRefusal.stalled("head"));
                case BODY -> refuse(RequestRefusal.stalled("body"));
                case UPLOAD -> acceptFault(RequestRefusal.stalled("body"));
                case IDLE, DISCARDING -> cut();
            }
        }
    }

    private long after(Duration wait) {
        return parts.ticker().nanos() + wait.toNanos();
    }

    private static boolean past(long deadline, long now) {
        return deadline != NEVER && now - deadline >= 0;
    }

    // Any thread.

    /** Whether a deadline has passed, to be looked at again by {@link #enforceDeadlines}. */
    boolean overdue(long now) {
        return past(readDeadline, now) || past(writeDeadline, now);
    }

    void enforceDeadlines() {
        channel.eventLoop().execute(this::endOverdue);
    }

    void closeWhenIdle() {
        channel.eventLoop().execute(() -> {
            if (current == null && held.isEmpty() && phase == Phase.IDLE && !decoder.midHead()) {
                cut();
            }
        });
    }

    /** Closes at once; a running exchange learns that its client has gone. */
    void cut() {
        channel.close();
    }

    /** Tells a client that waits for it to send its body. */
    void goOn() {
        channel.writeAndFlush(Replies.goOn(), channel.voidPromise());
    }

    /** Reads the rest of a body that had filled up what is held of it. */
    void readOn(StreamedBody body) {
        channel.eventLoop().execute(() -> {
            if (upload == body) {
                channel.config().setAutoRead(true);
                readDeadline = after(parts.config().bodyDeadline());
            }
        });
    }

    boolean writable() {
        return channel.isWritable();
    }

    boolean keepAlive(HttpRequest request) {
        return HttpUtil.isKeepAlive(request) && !parts.connections().draining();
    }

    String date() {
        return parts.connections().date();
    }

    /** A buffer of the event loop's kind, to be handed back by one of the writing methods. */
    ByteBuf buffer(int capacity) {
        return channel.alloc().directBuffer(capacity);
    }

    void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    void writeAndFlush(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    /** Sends the last part of a reply and turns to the next request. */
    void reply(BridgedExchange exchange, ByteBuf last, boolean keepAlive) {
        channel.eventLoop().execute(() -> {
            channel.write(last, channel.voidPromise());
            finished(exchange, keepAlive);
        });
    }
}
