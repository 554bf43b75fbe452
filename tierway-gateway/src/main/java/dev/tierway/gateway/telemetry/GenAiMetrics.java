package dev.tierway.gateway.telemetry;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.PoolSnapshot;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of the semantic conventions, by requested and served tier, and some of our own. Thread-safe.
 *
 * <p>Attributes are low in cardinality, as the labels of {@code /metrics} are.
 */
final class GenAiMetrics implements Metering {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final Map<String, Backend> backends;
    private final ConcurrentHashMap<Series, Labels> labels = new ConcurrentHashMap<>();
    private final DoubleHistogram duration;
    private final DoubleHistogram firstToken;
    private final DoubleHistogram perToken;
    private final LongHistogram tokens;
    private final DoubleCounter cost;
    private final DoubleHistogram queue;

    /** What requests are told apart by. */
    private record Series(
            String operation,
            String deployment,
            String model,
            String project,
            String requested,
            String served,
            String outcome) {}

    /** The attributes of a series, made once. */
    private record Labels(Attributes common, Attributes ended, Attributes input, Attributes output) {}

    /**
     * @param pools whose state is read at every export
     * @param backends by deployment
     */
    GenAiMetrics(Meter meter, Collection<Pool> pools, Map<String, Backend> backends) {
        this.backends = Map.copyOf(backends);
        duration = seconds(meter, Names.REQUEST_DURATION, "From arrival to the last byte", Names.DURATION_BUCKETS);
        firstToken = seconds(
                meter,
                Names.TIME_TO_FIRST_TOKEN,
                "From arrival to the first event of a stream",
                Names.FIRST_TOKEN_BUCKETS);
        perToken = seconds(
                meter,
                Names.TIME_PER_OUTPUT_TOKEN,
                "Time of each token of a stream after the first",
                Names.PER_TOKEN_BUCKETS);
        tokens = meter.histogramBuilder(Names.TOKEN_USAGE)
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Tokens of a request")
                .setExplicitBucketBoundariesAdvice(Names.TOKEN_BUCKETS)
                .build();
        cost = meter.counterBuilder(Names.COST)
                .ofDoubles()
                .setUnit("{USD}")
                .setDescription("What requests cost that have a price")
                .build();
        queue = seconds(meter, Names.QUEUE_DURATION, "Time in the gateway's queue", Names.DURATION_BUCKETS);
        observe(meter, List.copyOf(pools));
    }

    @Override
    public void ended(RequestRecord record, long endedNanos) {
        Decision.Dispatch dispatch = record.dispatch();
        Labels series = labels.computeIfAbsent(
                new Series(
                        Names.operation(record.operation()),
                        dispatch == null ? "" : dispatch.deployment(),
                        record.model(),
                        record.project(),
                        Names.tier(record.requestedTier()),
                        dispatch == null ? "" : dispatch.servedTier().wireName(),
                        record.completed() ? "" : record.outcome()),
                this::labels);
        long took = endedNanos - record.arrivedNanos();
        duration.record(took / NANOS_PER_SECOND, series.ended());
        if (dispatch != null) {
            queue.record(record.queueNanos() / NANOS_PER_SECOND, series.common());
        }
        Usage usage = record.usage();
        if (record.streamed() && record.completed() && record.firstByteNanos() >= 0) {
            firstToken.record(record.firstByteNanos() / NANOS_PER_SECOND, series.common());
            if (usage.output() > 1) {
                double decode = record.decodeNanos(endedNanos) / NANOS_PER_SECOND;
                perToken.record(decode / (usage.output() - 1), series.common());
            }
        }
        if (usage.total() > 0) {
            tokens.record(usage.input(), series.input());
            tokens.record(usage.output(), series.output());
            switch (record.charge()) {
                // A sum of doubles is for graphs; the ledger has the exact one.
                case Charge.Priced priced -> cost.add(priced.nanos() / NANOS_PER_DOLLAR, series.common());
                case Charge.Unpriced _ -> {
                    // A cost that is not known is not a cost of zero.
                }
            }
        }
    }

    private Labels labels(Series series) {
        Backend backend = backends.getOrDefault(series.deployment(), Backend.NONE);
        AttributesBuilder builder =
                Attributes.builder().put(Names.OPERATION, series.operation()).put(Names.PROVIDER, backend.provider());
        if (!series.model().isEmpty()) {
            builder.put(Names.REQUEST_MODEL, series.model());
        }
        if (!series.deployment().isEmpty()) {
            builder.put(Names.RESPONSE_MODEL, backend.model())
                    .put(Names.DEPLOYMENT, series.deployment())
                    .put(Names.TIER_SERVED, series.served());
        }
        if (!series.project().isEmpty()) {
            builder.put(Names.PROJECT, series.project());
        }
        if (!series.requested().isEmpty()) {
            builder.put(Names.TIER_REQUESTED, series.requested());
        }
        Attributes common = builder.build();
        return new Labels(
                common,
                series.outcome().isEmpty()
                        ? common
                        : common.toBuilder()
                                .put(Names.ERROR_TYPE, series.outcome())
                                .build(),
                common.toBuilder().put(Names.TOKEN_TYPE, "input").build(),
                common.toBuilder().put(Names.TOKEN_TYPE, "output").build());
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description, List<Double> buckets) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(buckets)
                .build();
    }

    private static void observe(Meter meter, List<Pool> pools) {
        ObservableLongMeasurement depth = meter.gaugeBuilder(Names.QUEUE_DEPTH)
                .ofLongs()
                .setUnit("{request}")
                .setDescription("Requests waiting in the gateway's queue")
                .buildObserver();
        ObservableDoubleMeasurement saturation = meter.gaugeBuilder(Names.SATURATION)
                .setUnit("1")
                .setDescription("How full a deployment is; 1 is full")
                .buildObserver();
        meter.batchCallback(() -> pools.forEach(pool -> observe(pool, depth, saturation)), depth, saturation);
    }

    private static void observe(Pool pool, ObservableLongMeasurement depth, ObservableDoubleMeasurement saturation) {
        PoolSnapshot snapshot = pool.gate().snapshot();
        for (PoolSnapshot.Tier tier : snapshot.tiers()) {
            depth.record(
                    tier.queued(),
                    Attributes.of(
                            Names.POOL, pool.name(), Names.TIER, tier.tier().wireName()));
        }
        for (PoolSnapshot.Deployment deployment : snapshot.deployments()) {
            saturation.record(
                    deployment.saturation(),
                    Attributes.of(Names.POOL, pool.name(), Names.DEPLOYMENT, deployment.name()));
        }
    }
}
