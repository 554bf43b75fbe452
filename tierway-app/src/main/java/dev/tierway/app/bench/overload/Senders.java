package dev.tierway.app.bench.overload;

import dev.tierway.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The threads that send requests. Confined to the thread that starts them. */
final class Senders {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LEAVE = Duration.ofSeconds(5);

    private final Ticker ticker;
    private final BooleanSupplier stopped;
    private final List<Thread> threads = new ArrayList<>();

    Senders(Ticker ticker, BooleanSupplier stopped) {
        this.ticker = ticker;
        this.stopped = stopped;
    }

    void start(Runnable sending) {
        threads.add(Thread.startVirtualThread(sending));
    }

    /** Waits for all until {@code untilNanos} or a stop, then makes the rest leave their requests. */
    void await(long untilNanos) {
        for (Thread thread : threads) {
            while (thread.isAlive() && !stopped.getAsBoolean() && ticker.nanos() < untilNanos) {
                join(thread, LOOK);
            }
        }
        threads.forEach(Thread::interrupt);
        threads.forEach(thread -> join(thread, LEAVE));
    }

    /** An interrupt of the bench only cuts the wait short. */
    private static void join(Thread thread, Duration most) {
        try {
            thread.join(most);
        } catch (InterruptedException cutShort) {
            Thread.currentThread().interrupt();
        }
    }
}
