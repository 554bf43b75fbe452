package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request body on its way from the event loop, which appends, to the handling thread, which reads and waits. Holds at
 * most {@link #FULL_BYTES} and what one read of the socket brings.
 *
 * <p>Reading throws {@link FailureException} when the rest will not come: of kind {@code CLIENT_GONE}, or with what is to
 * be answered.
 */
final class StreamedBody extends InputStream {
    /** Bytes above which the connection stops reading. */
    static final int FULL_BYTES = 256 << 10;

    /** Bytes below which it goes on. */
    private static final int LOW_BYTES = 64 << 10;

    private static final Failure ENDED =
            Failure.of(FailureKind.INTERNAL, "exchange_ended", "the body was read after the exchange had ended");

    private final Connection connection;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Deque<ByteBuf> parts = new ArrayDeque<>();
    private long received;
    private int queued;
    private boolean paused;
    private boolean whole;
    private @Nullable Failure failure;

    /** Whether the client waits to be told to send; of the handling thread alone. */
    private boolean awaited;

    /** @param limit bytes above which the body is refused */
    StreamedBody(Connection connection, long limit, boolean awaited) {
        this.connection = connection;
        this.limit = limit;
        this.awaited = awaited;
    }

    // Event loop.

    /** Takes a share of {@code part}; false when the connection must not read on until it is told. */
    boolean append(ByteBuf part) {
        lock.lock();
        try {
            received += part.readableBytes();
            if (received > limit) {
                end(RequestRefusal.tooLarge(limit).failure());
            }
            if (failure != null || !part.isReadable()) {
                return true;
            }
            parts.add(part.retainedSlice());
            queued += part.readableBytes();
            paused |= queued > FULL_BYTES;
            changed.signal();
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    void whole() {
        lock.lock();
        try {
            whole = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what was not read; reading throws {@code why} from now on, unless something went wrong before. */
    void fail(Failure why) {
        lock.lock();
        try {
            end(why);
        } finally {
            lock.unlock();
        }
    }

    /** Drops what nobody will read. */
    void drop() {
        fail(ENDED);
    }

    private void end(Failure why) {
        if (failure == null) {
            failure = why;
        }
        parts.forEach(ByteBuf::release);
        parts.clear();
        queued = 0;
        changed.signal();
    }

    // Handling thread.

    /** Whether nothing of the body is still to come, so that another request may follow it. */
    boolean arrived() {
        lock.lock();
        try {
            return whole;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (awaited) {
            awaited = false;
            connection.goOn();
        }
        boolean resume = false;
        int taken;
        lock.lock();
        try {
            taken = take(target, offset, length);
            if (paused && queued < LOW_BYTES) {
                paused = false;
                resume = true;
            }
        } finally {
            lock.unlock();
        }
        if (resume) {
            connection.readOn(this);
        }
        return taken;
    }

    private int take(byte[] target, int offset, int length) {
        while (true) {
            if (failure != null) {
                throw failure.toException();
            }
            ByteBuf first = parts.peek();
            if (first != null) {
                int taken = Math.min(length, first.readableBytes());
                first.readBytes(target, offset, taken);
                queued -= taken;
                if (!first.isReadable()) {
                    parts.remove().release();
                }
                return taken;
            }
            if (whole) {
                return -1;
            }
            changed.awaitUninterruptibly();
        }
    }
}
