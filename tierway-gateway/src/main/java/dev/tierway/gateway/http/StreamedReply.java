package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A streamed body: collects what is written into one buffer and sends it as one chunk per flush. */
final class StreamedReply implements ResponseStream {
    /** Bytes above which a batch is sent without waiting for {@link #flush}. */
    private static final int BATCH_BYTES = 16 << 10;

    private static final int FIRST_ALLOCATION = 512;

    private final BridgedExchange exchange;
    private final Connection connection;
    private final boolean keepAlive;
    private @Nullable ByteBuf batch;
    private boolean ended;

    StreamedReply(BridgedExchange exchange, Connection connection, boolean keepAlive) {
        this.exchange = exchange;
        this.connection = connection;
        this.keepAlive = keepAlive;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void write(List<Slice> parts) {
        requireOpen();
        if (batch == null) {
            batch = connection.buffer(Math.max(FIRST_ALLOCATION, Slices.length(parts)));
        }
        Slices.write(parts, batch);
        if (batch.readableBytes() >= BATCH_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        requireOpen();
        exchange.awaitWritable();
        ByteBuf full = batch;
        batch = null;
        if (full == null) {
            connection.flush();
        } else {
            connection.writeAndFlush(new DefaultHttpContent(full));
        }
    }

    @Override
    public void end() {
        requireOpen();
        ended = true;
        ByteBuf rest = batch;
        batch = null;
        connection.reply(
                exchange,
                rest == null ? LastHttpContent.EMPTY_LAST_CONTENT : new DefaultLastHttpContent(rest),
                keepAlive);
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        if (batch != null) {
            batch.release();
            batch = null;
        }
        connection.cut();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended: " + exchange);
        }
    }
}
