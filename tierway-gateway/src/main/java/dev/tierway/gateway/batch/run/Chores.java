package dev.tierway.gateway.batch.run;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.Ticker;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.StoredBatch;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The long work on whole batches, two at a time: reading them in and ending them. Thread-safe.
 *
 * <p>What fails for want of a disk or a database is tried again after a pause.
 */
final class Chores {
    private static final System.Logger LOG = System.getLogger(Chores.class.getName());
    private static final int AT_ONCE = 2;
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final BatchStore batches;
    private final BatchIntake intake;
    private final BatchEnding ending;
    private final Ticker ticker;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> retryNanos = new ConcurrentHashMap<>();

    // The database's calls hold on to their thread, so it is not one that requests share.
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("batch-chores-", 0).factory());

    /** Works on a claimed batch; false when there was nothing to do after all. */
    private interface Work {
        boolean on(BatchClaim claim, StoredBatch batch);
    }

    Chores(BatchStore batches, BatchIntake intake, BatchEnding ending, Ticker ticker) {
        this.batches = batches;
        this.intake = intake;
        this.ending = ending;
        this.ticker = ticker;
    }

    /** Whether something is going on. */
    boolean busy() {
        return !busy.isEmpty();
    }

    /** Has a batch read in, unless somebody does that; {@code done} runs afterwards. */
    void readIn(StoredBatch batch, Lease lease, Runnable done) {
        begin(
                batch,
                lease,
                (claim, claimed) -> {
                    intake.readIn(claim, claimed);
                    // One that was cancelled meanwhile is still held; it is to be ended now.
                    release(claim);
                    return true;
                },
                done);
    }

    /** Has a batch ended, unless somebody does that; {@code done} runs afterwards. */
    void end(StoredBatch batch, Lease lease, Runnable done) {
        begin(batch, lease, ending::end, done);
    }

    private void begin(StoredBatch batch, Lease lease, Work work, Runnable done) {
        Long retry = retryNanos.get(batch.id());
        boolean resting = retry != null && ticker.nanos() - retry < 0;
        if (!resting && busy.add(batch.id())) {
            threads.execute(() -> {
                boolean worked = false;
                try {
                    worked = work(batch, lease, work);
                } finally {
                    busy.remove(batch.id());
                    if (worked) {
                        done.run();
                    }
                }
            });
        }
    }

    private boolean work(StoredBatch batch, Lease lease, Work work) {
        Optional<BatchClaim> claim = Optional.empty();
        boolean worked = false;
        try {
            claim = batches.claim(batch.id(), lease);
            worked = claim.isPresent() && work.on(claim.get(), batch);
            retryNanos.remove(batch.id());
        } catch (FailureException failed) {
            LOG.log(
                    Level.WARNING,
                    "batch {0} waits: {1}",
                    batch.id(),
                    failed.failure().message());
            retryNanos.put(batch.id(), ticker.nanos() + PAUSE_NANOS);
        } catch (RuntimeException defect) {
            LOG.log(Level.ERROR, "batch " + batch.id() + " waits", defect);
            retryNanos.put(batch.id(), ticker.nanos() + PAUSE_NANOS);
        }
        if (!worked) {
            claim.ifPresent(this::release);
        }
        return worked;
    }

    private void release(BatchClaim claim) {
        try {
            batches.release(claim);
        } catch (FailureException failed) {
            // It is ours until the lease ends, and then anybody's.
        }
    }

    /** Takes no more, and waits for what goes on, for {@code most}. */
    void close(Duration most) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, "some batches are still being read in or ended");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
