package dev.tierway.engine;

import dev.tierway.core.usage.Usage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the engine thread, which alone offers tokens, and one reader. Ends exactly once, by whoever is
 * first.
 */
final class TokenStream implements Generation {
    private final Token[] ring;
    private final Runnable wakeEngine;
    private volatile Finish finish = Finish.RUNNING;

    // Each written by one side only: the first two by the engine, the others by the reader.
    private volatile int written;
    /** Computed prompt tokens in the lower half, those of them from the cache in the upper. */
    private volatile long promptProgress;

    private volatile int read;
    private volatile @Nullable Thread waiting;

    TokenStream(int capacity, Runnable wakeEngine) {
        ring = new Token[capacity];
        this.wakeEngine = wakeEngine;
    }

    /** Tokens that still fit. */
    int room() {
        return ring.length - (written - read);
    }

    int capacity() {
        return ring.length;
    }

    boolean ended() {
        return finish != Finish.RUNNING;
    }

    /** Adds a token; there must be {@link #room}. */
    void offer(Token token) {
        int at = written;
        ring[at % ring.length] = token;
        written = at + 1;
        wakeReader();
    }

    /** {@code done} prompt tokens are computed, {@code cached} of them came from the KV cache. */
    void promptProgress(int cached, int done) {
        promptProgress = (long) cached << 32 | done;
    }

    /** Ends the stream; false when it has ended before. */
    boolean end(Finish why) {
        synchronized (this) {
            if (finish != Finish.RUNNING) {
                return false;
            }
            finish = why;
        }
        wakeReader();
        return true;
    }

    @Override
    public @Nullable Token next() {
        waiting = Thread.currentThread();
        while (!ready()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                cancel();
                Thread.currentThread().interrupt();
            }
        }
        waiting = null;
        int at = read;
        int queued = written - at;
        if (queued == 0) {
            return null;
        }
        Token token = ring[at % ring.length];
        read = at + 1;
        if (queued == ring.length || queued == ring.length / 2 + 1) {
            wakeEngine.run();
        }
        return token;
    }

    @Override
    public boolean ready() {
        return ended() || written != read;
    }

    @Override
    public Finish finish() {
        return finish;
    }

    @Override
    public Usage usage() {
        long progress = promptProgress;
        int cached = (int) (progress >> 32);
        return Usage.of((int) progress - cached, cached, written);
    }

    @Override
    public void cancel() {
        if (end(Finish.CANCELLED)) {
            wakeEngine.run();
        }
    }

    @Override
    public void close() {
        cancel();
    }

    private void wakeReader() {
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }
}
