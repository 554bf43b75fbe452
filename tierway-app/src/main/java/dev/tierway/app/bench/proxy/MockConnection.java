package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One caller of the mock upstream; plays one script at a time. Confined to its event loop. */
// A failed write closes the channel, which channelInactive hears of; a timer of a channel that closed does nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class MockConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final String LOG_PATH = "/mock/log";

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final MockLog log;
    private final MockReplies replies;
    private @Nullable Playing playing;

    /**
     * A script under way.
     *
     * @param beginNanos when the reply begins
     */
    private record Playing(MockScript script, boolean stream, long beginNanos, int sent) {
        long dueNanos() {
            return beginNanos + sent * NANOS_PER_SECOND / script.eventsPerSecond();
        }

        Playing next() {
            return new Playing(script, stream, beginNanos, sent + 1);
        }
    }

    MockConnection(Channel channel, MockLog log, MockReplies replies) {
        this.channel = channel;
        this.log = log;
        this.replies = replies;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.uri().equals(LOG_PATH)) {
            send(Unpooled.wrappedBuffer(MockReplies.plain(log.text())));
            return;
        }
        if (!request.method().name().equals("POST")) {
            send(Unpooled.wrappedBuffer(MockReplies.plain("ok")));
            return;
        }
        String body = request.content().toString(StandardCharsets.ISO_8859_1);
        MockScript script = MockScript.in(body);
        boolean stream = body.contains("\"stream\":true") || body.contains("\"stream\": true");
        log.seen(script.id());
        playing =
                new Playing(script, stream, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(script.firstMillis()), 0);
        if (script.firstMillis() == 0) {
            play();
        } else {
            playAt(playing.beginNanos());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (playing != null) {
            log.left(playing.script().id());
            playing = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    private void playAt(long nanos) {
        channel.eventLoop().schedule(this::play, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Sends all that is due and waits for the next. */
    private void play() {
        Playing now = playing;
        if (now == null) {
            return;
        }
        MockScript script = now.script();
        if (!now.stream()) {
            playing = null;
            send(Unpooled.wrappedBuffer(replies.whole(script.bytes())));
            return;
        }
        ByteBuf out = channel.alloc().directBuffer(512);
        if (now.sent() == 0) {
            out.writeBytes(MockReplies.STREAM_HEAD);
        }
        long nanos = System.nanoTime();
        do {
            replies.event(out, script.bytes(), now.dueNanos());
            now = now.next();
        } while (now.sent() < script.events() && now.dueNanos() <= nanos);
        if (now.sent() == script.events()) {
            playing = null;
            out.writeBytes(MockReplies.STREAM_END);
        } else {
            playing = now;
            playAt(now.dueNanos());
        }
        send(out);
    }

    private void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }
}
