package dev.tierway.gateway.evals;

import dev.tierway.core.failure.Failure;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tells everybody who works on a run when that is over. Thread-safe. */
final class RunStop {
    private final CountDownLatch noMore = new CountDownLatch(1);
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private final Set<Runnable> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean abandoned;

    /** Begins nothing more; what is being asked is still answered and kept. */
    void finish() {
        noMore.countDown();
    }

    /** The same, because the rest would fail for {@code why} too. */
    void fail(Failure why) {
        failure.compareAndSet(null, why);
        noMore.countDown();
    }

    /** Ends also what goes on; nothing of it is kept, and others may do it again. */
    void abandon() {
        abandoned = true;
        noMore.countDown();
        calls.forEach(Runnable::run);
    }

    boolean finishing() {
        return noMore.getCount() == 0;
    }

    boolean abandoned() {
        return abandoned;
    }

    /** Why the rest would fail; null when it would not. */
    @Nullable
    Failure failure() {
        return failure.get();
    }

    /** Waits; whether the run was over before {@code nanos} had passed. */
    boolean within(long nanos) throws InterruptedException {
        return noMore.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Has {@code abandoning} run if the run is abandoned while {@code call} goes on. */
    void during(Runnable abandoning, Runnable call) {
        calls.add(abandoning);
        try {
            if (abandoned) {
                abandoning.run();
            }
            call.run();
        } finally {
            calls.remove(abandoning);
        }
    }
}
