package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A streamed body: collects what is written into one buffer and sends it as one piece per flush. */
final class StreamedReply implements ResponseStream {
    /** How pieces are told apart on the wire. */
    enum Framing {
        CHUNKED,
        /** The body ends with the connection. */
        BARE,
        /** The request asked for a head only. */
        NO_BODY
    }

    /** Bytes above which a batch is sent without waiting for {@link #flush}. */
    private static final int BATCH_BYTES = 16 << 10;

    private static final int FIRST_ALLOCATION = 512;

    /** Room for a chunk's length in hexadecimal and the line break after it. */
    private static final int CHUNK_HEAD = 10;

    private static final int CRLF = '\r' << 8 | '\n';
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final BridgedExchange exchange;
    private final Connection connection;
    private final Framing framing;
    private final boolean keepAlive;
    private @Nullable ByteBuf batch;
    private boolean ended;

    StreamedReply(BridgedExchange exchange, Connection connection, Framing framing, boolean keepAlive) {
        this.exchange = exchange;
        this.connection = connection;
        this.framing = framing;
        this.keepAlive = keepAlive;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void write(List<Slice> parts) {
        requireOpen();
        if (framing == Framing.NO_BODY) {
            return;
        }
        if (batch == null) {
            int length = Math.max(FIRST_ALLOCATION, Slices.length(parts));
            batch = connection.buffer(CHUNK_HEAD + length + LAST_CHUNK.length + Short.BYTES);
            batch.setIndex(CHUNK_HEAD, CHUNK_HEAD);
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
        ByteBuf piece = piece();
        if (piece == null) {
            connection.flush();
        } else {
            connection.writeAndFlush(piece);
        }
    }

    @Override
    public void end() {
        requireOpen();
        ended = true;
        ByteBuf last = piece();
        if (framing == Framing.CHUNKED) {
            last = last == null ? Unpooled.wrappedBuffer(LAST_CHUNK) : last.writeBytes(LAST_CHUNK);
        }
        connection.reply(exchange, last == null ? Unpooled.EMPTY_BUFFER : last, keepAlive);
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

    /** Takes what was collected, framed; null for nothing. */
    private @Nullable ByteBuf piece() {
        ByteBuf piece = batch;
        batch = null;
        if (piece == null || !piece.isReadable()) {
            return piece;
        }
        return framing == Framing.CHUNKED ? chunk(piece) : piece;
    }

    /** Writes the length into the room before the content. */
    private static ByteBuf chunk(ByteBuf content) {
        int start = content.readerIndex();
        content.setShort(start -= Short.BYTES, CRLF);
        for (int left = content.readableBytes(); left != 0; left >>>= 4) {
            content.setByte(--start, HEX_DIGITS[left & 15]);
        }
        return content.writeShort(CRLF).readerIndex(start);
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended: " + exchange);
        }
    }
}
