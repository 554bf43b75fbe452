package dev.tierway.evals.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does jobs side by side, a limited number at a time, and hands over their results in groups. Jobs are asked for as
 * they can start and results wait in a short queue, so neither piles up. Confined to one thread.
 */
final class Workers implements AutoCloseable {
    private static final int LARGEST_GROUP = 256;

    private final BlockingQueue<Optional<CaseResult>> finished = new ArrayBlockingQueue<>(LARGEST_GROUP);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final Semaphore free;
    private boolean ended;

    /** Where jobs come from; asked from one thread. */
    interface Jobs {
        /** The next job, whose result may be empty; empty when there is none any more. */
        Optional<Callable<Optional<CaseResult>>> next();
    }

    Workers(int concurrency, Jobs jobs) {
        this.free = new Semaphore(concurrency);
        threads.execute(() -> feed(concurrency, jobs));
    }

    private void feed(int concurrency, Jobs jobs) {
        try {
            try {
                while (broken.get() == null) {
                    free.acquire();
                    Optional<Callable<Optional<CaseResult>>> job = jobs.next();
                    if (job.isEmpty()) {
                        free.release();
                        break;
                    }
                    threads.execute(() -> work(job.get()));
                }
            } catch (RuntimeException | Error noJob) {
                broken.compareAndSet(null, noJob);
                free.release();
            }
            free.acquire(concurrency);
            finished.put(Optional.empty());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Callable<Optional<CaseResult>> job) {
        try {
            Optional<CaseResult> result = job.call();
            if (result.isPresent()) {
                finished.put(result);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error failed) {
            broken.compareAndSet(null, failed);
        } finally {
            free.release();
        }
    }

    /**
     * Results that came since the last call, at least one; none when all jobs are done.
     *
     * @throws IllegalStateException when a job broke, once the results of the others were taken
     */
    List<CaseResult> take() throws InterruptedException {
        List<Optional<CaseResult>> taken = new ArrayList<>();
        if (!ended) {
            taken.add(finished.take());
            finished.drainTo(taken, LARGEST_GROUP);
            ended = taken.getLast().isEmpty();
        }
        List<CaseResult> results = taken.stream().flatMap(Optional::stream).toList();
        if (results.isEmpty()) {
            rethrow(broken.get());
        }
        return results;
    }

    private static void rethrow(@Nullable Throwable broken) {
        switch (broken) {
            case null -> {}
            case RuntimeException known -> throw known;
            case Error error -> throw error;
            default -> throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
