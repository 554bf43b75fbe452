package dev.tierway.gateway.file;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.file.FileStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Deletes files that have expired and uploads that died, at the start and every {@link #EVERY}. Thread-safe. */
public final class FileSweep implements AutoCloseable {
    public static final Duration EVERY = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(FileSweep.class.getName());

    private final FileStore files;
    private final WallClock clock;
    private boolean failing;
    private volatile @Nullable Thread sweeping;
    private volatile boolean closed;

    public FileSweep(FileStore files, WallClock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Goes on by itself, on a thread of its own, until {@link #close}. Call once. */
    public void start() {
        sweeping = Thread.ofVirtual().name("file-sweep").start(this::keepSweeping);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(sweeping);
    }

    private void keepSweeping() {
        while (!closed) {
            sweepAndTell();
            LockSupport.parkNanos(this, EVERY.toNanos());
        }
    }

    private void sweepAndTell() {
        try {
            files.deleteExpired(clock.now());
            failing = false;
        } catch (FailureException away) {
            if (!failing && !closed) {
                LOG.log(
                        Level.WARNING,
                        "expired files cannot be deleted: {0}",
                        away.failure().message());
            }
            failing = true;
        }
    }
}
