package dev.tierway.gateway.metering;

import dev.tierway.gateway.batch.run.BatchWatch;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How batches go. Thread-safe. */
final class BatchMetrics implements BatchWatch {
    private final MeterRegistry registry;
    private final MultiGauge inFlight;
    private final MultiGauge open;
    private final MultiGauge backlog;
    private final MultiGauge behind;

    BatchMetrics(MeterRegistry registry) {
        this.registry = registry;
        inFlight = gauge("tierway.batch.lines.in.flight", "Lines of batches in this gateway's queue, or running");
        open = gauge("tierway.batch.lines.open", "Lines of unfinished batches that have no result");
        backlog = gauge("tierway.batch.backlog.tokens", "Input tokens, estimated, of lines that have no result");
        behind = gauge("tierway.batch.behind.seconds", "How far the batch that is latest is behind an even pace");
    }

    /** Of the unfinished batches of one model. */
    private static final class Sums {
        private long lines;
        private double tokens;
        private double behindSeconds;
        private int running;
    }

    @Override
    public void ended(String model, String outcome, int lines) {
        Counter.builder("tierway.batch.lines")
                .description("Lines of batches that have their results")
                .tags("model", model, "outcome", outcome)
                .register(registry)
                .increment(lines);
    }

    @Override
    public synchronized void observed(
            Collection<StoredBatch> unfinished, Map<String, Integer> linesInFlight, Instant now) {
        Map<String, Sums> byModel = new HashMap<>();
        for (StoredBatch batch : unfinished) {
            if (batch.status() == BatchStatus.IN_PROGRESS) {
                add(batch, now, byModel.computeIfAbsent(batch.model(), _ -> new Sums()));
            }
        }
        linesInFlight.forEach((model, lines) -> byModel.computeIfAbsent(model, _ -> new Sums()).running = lines);
        show(inFlight, byModel, it -> it.running);
        show(open, byModel, it -> it.lines);
        show(backlog, byModel, it -> it.tokens);
        show(behind, byModel, it -> it.behindSeconds);
    }

    private static void add(StoredBatch batch, Instant now, Sums sums) {
        double left =
                (double) batch.counts().open() / Math.max(1, batch.counts().total());
        sums.lines += batch.counts().open();
        sums.tokens += left * batch.enqueuedTokens();
        Instant begun = batch.at(BatchStatus.IN_PROGRESS).orElse(now);
        double window = seconds(begun, batch.asked().expiresAt());
        sums.behindSeconds = Math.max(sums.behindSeconds, seconds(begun, now) - (1 - left) * window);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private static void show(MultiGauge gauge, Map<String, Sums> byModel, ToDoubleFunction<Sums> value) {
        gauge.register(
                byModel.entrySet().stream()
                        .map(it -> MultiGauge.Row.of(Tags.of("model", it.getKey()), value.applyAsDouble(it.getValue())))
                        .toList(),
                true);
    }
}
