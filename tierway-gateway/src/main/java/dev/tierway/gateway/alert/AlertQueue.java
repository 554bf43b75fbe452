package dev.tierway.gateway.alert;

import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hands alerts to a slow or failing receiver on a thread of its own, in order. Whoever tells an alert never waits: beyond
 * {@value #CAPACITY} waiting alerts the newest are dropped and counted. Thread-safe.
 */
public final class AlertQueue implements Consumer<Alert>, AutoCloseable {
    static final int CAPACITY = 1_000;

    private static final System.Logger LOG = System.getLogger(AlertQueue.class.getName());

    private final BlockingQueue<Alert> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Consumer<Alert> receiver;
    private final Thread thread;

    /** Begins at once; {@code receiver} runs on the queue's thread, and is interrupted by {@link #close}. */
    public AlertQueue(String name, Consumer<Alert> receiver) {
        this.receiver = receiver;
        this.thread = Thread.ofVirtual().name("alerts-" + name).start(this::run);
    }

    @Override
    public void accept(Alert alert) {
        if (!waiting.offer(alert)) {
            dropped.incrementAndGet();
        }
    }

    /** Alerts that were dropped because the receiver did not keep up. */
    public long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            while (true) {
                Alert alert = waiting.take();
                try {
                    receiver.accept(alert);
                } catch (RuntimeException failed) {
                    LOG.log(Level.ERROR, "an alert could not be delivered: " + alert.message(), failed);
                }
            }
        } catch (InterruptedException closed) {
            // what still waits is not delivered
        }
    }

    /** Stops, without what still waits. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
