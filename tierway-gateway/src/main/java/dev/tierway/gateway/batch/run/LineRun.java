package dev.tierway.gateway.batch.run;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.gateway.pipeline.LineExchange;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.LineClaim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A claimed line on its way: tried until it has a result or is abandoned. Confined to its thread, except {@link #abandon}.
 */
final class LineRun {
    /** What lines are run with. */
    record With(InferencePipeline pipeline, Retries retries, Ticker ticker, DoubleSupplier spread) {}

    private final With with;
    private final ClaimedLine line;
    private final List<LineClaim> copies;
    private final LineExchange.Order order;
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private volatile @Nullable LineExchange attempt;

    /** @param copies lines that are identical to it, claimed with it */
    LineRun(With with, ClaimedLine line, List<LineClaim> copies, LineExchange.Order order) {
        this.with = with;
        this.line = line;
        this.copies = List.copyOf(copies);
        this.order = order;
    }

    /** An attempt that is the line's result. */
    record Ended(LineExchange exchange, RequestRecord record, long endedNanos) {}

    ClaimedLine line() {
        return line;
    }

    List<LineClaim> copies() {
        return copies;
    }

    /** Stops what goes on, from any thread. */
    void abandon() {
        abandoned.countDown();
        LineExchange running = attempt;
        if (running != null) {
            running.abandon();
        }
    }

    /** Runs the line; empty when it was abandoned before it had a result. */
    Optional<Ended> run() {
        for (int number = 1; ; number++) {
            LineExchange exchange = new LineExchange(order, with.ticker().nanos());
            attempt = exchange;
            if (abandoned.getCount() == 0) {
                return Optional.empty();
            }
            RequestRecord record = with.pipeline().run(exchange);
            Failure failure = record.failure();
            if (failure == null) {
                return Optional.of(new Ended(exchange, record, with.ticker().nanos()));
            }
            Optional<Duration> pause =
                    with.retries().pause(failure, number, with.spread().getAsDouble());
            if (pause.isEmpty() && failure.kind() != FailureKind.CLIENT_GONE) {
                return Optional.of(new Ended(exchange, record, with.ticker().nanos()));
            }
            if (pause.isEmpty() || abandonedWithin(pause.get())) {
                return Optional.empty();
            }
        }
    }

    private boolean abandonedWithin(Duration pause) {
        try {
            return abandoned.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
