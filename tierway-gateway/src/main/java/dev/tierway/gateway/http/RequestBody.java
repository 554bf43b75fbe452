package dev.tierway.gateway.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A request body being collected into one array. Memory follows what has arrived, not what the head announced, so that
 * a large {@code Content-Length} alone costs nothing.
 */
final class RequestBody {
    private static final int FIRST_ALLOCATION = 64 << 10;
    private static final byte[] EMPTY = {};

    private final long limit;
    private byte[] bytes;
    private int length;

    /** @param limit announced length, or the most the server takes when the length is not announced */
    RequestBody(long limit, boolean announced) {
        this.limit = limit;
        bytes = limit == 0 ? EMPTY : new byte[(int) Math.min(limit, announced ? FIRST_ALLOCATION : 4 << 10)];
    }

    /** Takes all of {@code part}; false when that would exceed the limit. */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        if (length + (long) more > limit) {
            return false;
        }
        if (length + more > bytes.length) {
            long doubled = Math.max(bytes.length * 2L, length + (long) more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
        }
        part.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /** The collected bytes, in an array of just their length. */
    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
