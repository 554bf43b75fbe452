package dev.tierway.gateway.limit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How long a request waits for the holds of others to end before it is refused. Made for one request. */
public final class Patience {
    private final long deadlineNanos;
    private final AtomicReference<@Nullable Runnable> wake = new AtomicReference<>();
    private volatile boolean abandoned;

    private Patience(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** Waits until {@code deadlineNanos} on the ledger's ticker. */
    public static Patience until(long deadlineNanos) {
        return new Patience(deadlineNanos);
    }

    /** Does not wait. */
    public static Patience none() {
        return new Patience(Long.MIN_VALUE);
    }

    /** The client left: ends the wait, now or when it begins. From any thread, and more than once. */
    public void abandon() {
        abandoned = true;
        Runnable waiting = wake.get();
        if (waiting != null) {
            waiting.run();
        }
    }

    boolean abandoned() {
        return abandoned;
    }

    long left(long now) {
        return deadlineNanos == Long.MIN_VALUE ? 0 : Math.max(0, deadlineNanos - now);
    }

    void onAbandon(Runnable action) {
        wake.set(action);
    }
}
