package dev.tierway.gateway.batch.micro;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.batch.BatchLineStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Forgets the results of single submissions some time after their batch has ended, at the start and every hour. */
public final class MicroResultSweep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MicroResultSweep.class.getName());
    private static final long HOURS = 1;

    private final BatchLineStore lines;
    private final WallClock clock;
    private final Duration kept;
    private final CountDownLatch closed = new CountDownLatch(1);

    private MicroResultSweep(BatchLineStore lines, WallClock clock, Duration kept) {
        this.lines = lines;
        this.clock = clock;
        this.kept = kept;
    }

    /** Begins to sweep, on a thread of its own. */
    public static MicroResultSweep start(BatchLineStore lines, WallClock clock, Duration kept) {
        MicroResultSweep sweep = new MicroResultSweep(lines, clock, kept);
        Thread.ofVirtual().name("micro-result-sweep").start(sweep::run);
        return sweep;
    }

    private void run() {
        try {
            do {
                sweep();
            } while (!closed.await(HOURS, TimeUnit.HOURS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            lines.forgetMicro(clock.now().minus(kept));
        } catch (FailureException failed) {
            LOG.log(
                    Level.WARNING,
                    "old results of single submissions are kept for now: {0}",
                    failed.failure().message());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
