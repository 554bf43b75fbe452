package dev.tierway.app.bench.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Turns what arrives on one connection into calls of the listener that waits. Confined to its event loop. */
final class ReplyReader extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private @Nullable ReplyListener waiting;

    ReplyReader(Channel channel) {
        this.channel = channel;
    }

    void expect(ReplyListener listener) {
        waiting = listener;
    }

    void forget() {
        waiting = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            ReplyListener listener = waiting;
            if (listener == null) {
                return;
            }
            if (message instanceof HttpResponse head) {
                listener.head(head.status().code());
            }
            if (message instanceof HttpContent part) {
                if (part.content().isReadable()) {
                    listener.body(part.content());
                }
                if (part instanceof LastHttpContent) {
                    waiting = null;
                    listener.end();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ReplyListener listener = waiting;
        waiting = null;
        if (listener != null) {
            listener.failed("the connection closed in the middle of a reply");
        }
    }

    @Override
    // Closing is reported by channelInactive.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }
}
