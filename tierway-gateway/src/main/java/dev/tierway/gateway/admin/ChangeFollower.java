package dev.tierway.gateway.admin;

import dev.tierway.core.failure.FailureException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices what administrators changed on other gateways that share the database, by asking every {@link #EVERY} how many
 * audit entries there are: no change is without one. Thread-safe.
 *
 * <p>While the database is away, what was read last holds.
 */
public final class ChangeFollower implements AutoCloseable {
    /** Longest time until a change made elsewhere is noticed, while the database answers. */
    public static final Duration EVERY = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(ChangeFollower.class.getName());

    private final LongSupplier changes;
    private final List<Runnable> readers;
    private long seen = -1;
    private boolean failing;
    private volatile @Nullable Thread following;
    private volatile boolean closed;

    /**
     * @param changes how many changes there were ever
     * @param readers read what may have changed
     */
    public ChangeFollower(LongSupplier changes, List<Runnable> readers) {
        this.changes = changes;
        this.readers = List.copyOf(readers);
    }

    /** Goes on looking by itself, on a thread of its own, until {@link #close}. Call once. */
    public void start() {
        following = Thread.ofVirtual().name("admin-changes").start(this::keepLooking);
    }

    /** Reads when there is something new. */
    public synchronized void look() {
        long now = changes.getAsLong();
        if (now != seen) {
            readers.forEach(Runnable::run);
            seen = now;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(following);
    }

    private void keepLooking() {
        while (!closed) {
            LockSupport.parkNanos(this, EVERY.toNanos());
            if (!closed) {
                lookAndTell();
            }
        }
    }

    private void lookAndTell() {
        try {
            look();
            failing = false;
        } catch (FailureException away) {
            if (!failing) {
                LOG.log(
                        Level.WARNING,
                        "changes by other gateways cannot be seen: {0}",
                        away.failure().message());
            }
            failing = true;
        }
    }
}
