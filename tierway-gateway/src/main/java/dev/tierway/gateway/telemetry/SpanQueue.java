package dev.tierway.gateway.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Ended spans on their way out: a bounded queue, and one thread that exports it in batches. A span that finds no room is
 * dropped and counted, so that no request ever waits. Thread-safe.
 *
 * <p>A batch that cannot be delivered is dropped and counted too; each failure in a row doubles the pause before the next
 * batch, and the queue holds what it can meanwhile.
 */
final class SpanQueue implements SpanProcessor {
    /** Some 16 MB of spans. */
    static final int CAPACITY = 8_192;

    private static final int BATCH = 512;

    /** Time for spans to gather after the first one. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_EXPORT = Duration.ofSeconds(15);

    private final SpanExporter exporter;
    private final Delivery delivery;
    private final BlockingQueue<ReadableSpan> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final CompletableResultCode stopped = new CompletableResultCode();
    private final Thread worker;

    private volatile boolean idle;
    private volatile boolean closing;

    /** @param delivery told of every export */
    SpanQueue(SpanExporter exporter, Delivery delivery) {
        this.exporter = exporter;
        this.delivery = delivery;
        this.worker = Thread.ofPlatform().name("telemetry-spans").daemon().start(this::run);
    }

    /** Spans that were not delivered and never will be. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!waiting.offer(span)) {
            dropped.increment();
        } else if (idle) {
            LockSupport.unpark(worker);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Stops once what waits is sent, or with the first batch that cannot be. */
    @Override
    public CompletableResultCode shutdown() {
        closing = true;
        LockSupport.unpark(worker);
        return stopped;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofSuccess();
    }

    private void run() {
        Duration pause = LINGER;
        while (!closing) {
            awaitSpan();
            park(pause);
            if (!closing) {
                pause = exportAll() ? LINGER : longer(pause);
            }
        }
        exportAll();
        dropped.add(waiting.size());
        exporter.shutdown();
        stopped.succeed();
    }

    private void awaitSpan() {
        idle = true;
        while (waiting.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void park(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !closing; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Sends batches until nothing waits; false as soon as one cannot be delivered. */
    private boolean exportAll() {
        List<ReadableSpan> batch = new ArrayList<>(BATCH);
        while (waiting.drainTo(batch, BATCH) > 0) {
            CompletableResultCode result = export(batch);
            delivery.ended(result);
            if (!result.isSuccess()) {
                dropped.add(batch.size());
                return false;
            }
            batch.clear();
        }
        return true;
    }

    /** A defect of the exporter must not end the thread, so it counts as a failure. */
    private CompletableResultCode export(List<ReadableSpan> batch) {
        try {
            return exporter.export(batch.stream().map(ReadableSpan::toSpanData).toList())
                    .join(LONGEST_EXPORT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException defect) {
            return CompletableResultCode.ofExceptionalFailure(defect);
        }
    }
}
