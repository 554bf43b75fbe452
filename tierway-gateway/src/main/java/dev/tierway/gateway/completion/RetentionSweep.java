package dev.tierway.gateway.completion;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.WallClock;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Forgets what has been kept for long enough, at the start and every hour, on a thread of its own. */
public final class RetentionSweep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RetentionSweep.class.getName());
    private static final long HOURS = 1;

    private final List<Kept> kept;
    private final WallClock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * What is kept for a time.
     *
     * @param name in words
     * @param forgetBefore forgets what is older than that
     */
    public record Kept(String name, Duration retention, Consumer<Instant> forgetBefore) {}

    private RetentionSweep(List<Kept> kept, WallClock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    public static RetentionSweep start(List<Kept> kept, WallClock clock) {
        RetentionSweep sweep = new RetentionSweep(List.copyOf(kept), clock);
        Thread.ofVirtual().name("retention-sweep").start(sweep::run);
        return sweep;
    }

    private void run() {
        try {
            do {
                kept.forEach(this::sweep);
            } while (!closed.await(HOURS, TimeUnit.HOURS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(Kept it) {
        try {
            it.forgetBefore().accept(clock.now().minus(it.retention()));
        } catch (FailureException failed) {
            LOG.log(
                    Level.WARNING,
                    "old {0} are kept for now: {1}",
                    it.name(),
                    failed.failure().message());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
