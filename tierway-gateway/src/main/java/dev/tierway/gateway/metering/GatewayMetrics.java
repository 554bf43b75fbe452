package dev.tierway.gateway.metering;

import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.batch.run.BatchWatch;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.scheduler.engine.PoolSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The gateway's metrics in Prometheus' format. Thread-safe.
 *
 * <p>Names, labels and units are listed in {@code docs/metrics.md}. Labels are low in cardinality: tiers, reasons, model
 * aliases, projects, use cases and deployments come from configuration, outcomes from code.
 */
public final class GatewayMetrics implements Metering, AutoCloseable {
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final ConcurrentHashMap<Series, Meters> meters = new ConcurrentHashMap<>();
    private final Collection<Pool> pools;
    private final MultiGauge queued;
    private final MultiGauge running;
    private final MultiGauge saturation;
    private final MultiGauge available;
    private final MultiGauge entitlement;
    private final ReservationMeters reservations;

    /** Counters of others, kept here because the registry would let them go. */
    private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

    /** The labels by which requests are counted. */
    private record Series(
            String model,
            String project,
            String useCase,
            String requested,
            String served,
            String reason,
            String outcome) {}

    private record Meters(
            Counter requests,
            Timer queue,
            Timer firstByte,
            Timer total,
            Counter uncached,
            Counter cached,
            Counter written,
            Counter output,
            Counter cost,
            Counter unpriced) {}

    /** @param pools whose state is read at every scrape */
    public GatewayMetrics(Collection<Pool> pools, Ticker ticker) {
        this.pools = List.copyOf(pools);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
        queued = gauge("tierway.queued.requests", "Requests waiting in the gateway's queue");
        running = gauge("tierway.running.requests", "Attempts running, by tier served");
        saturation = gauge("tierway.deployment.saturation", "How full a deployment is; 1 is full");
        available = gauge("tierway.deployment.available", "1 while a deployment takes requests, 0 while ejected");
        entitlement = gauge("tierway.reservation.tokens", "Tokens left of a reservation's entitlement now");
        reservations = new ReservationMeters(registry, ticker);
    }

    /** Shows how batches go, among these metrics. */
    public BatchWatch batches() {
        return new BatchMetrics(registry);
    }

    /** Counts where the time went and what met its target, among these metrics. */
    public Metering latency(LatencyTargets targets) {
        return new LatencyMetrics(registry, targets);
    }

    @Override
    public void ended(RequestRecord record, long endedNanos) {
        Decision.Dispatch dispatch = record.dispatch();
        ServiceTier requested = record.requestedTier();
        Meters series = meters.computeIfAbsent(
                new Series(
                        record.model(),
                        record.project(),
                        record.useCase(),
                        requested == null ? "" : requested.wireName(),
                        dispatch == null ? "" : dispatch.servedTier().wireName(),
                        record.tierReason(),
                        record.outcome()),
                this::meters);
        series.requests().increment();
        series.total().record(endedNanos - record.arrivedNanos(), TimeUnit.NANOSECONDS);
        if (dispatch != null) {
            series.queue().record(record.queueNanos(), TimeUnit.NANOSECONDS);
        }
        if (record.firstByteNanos() >= 0) {
            series.firstByte().record(record.firstByteNanos(), TimeUnit.NANOSECONDS);
        }
        Usage usage = record.usage();
        series.uncached().increment((double) usage.inputUncached());
        series.cached().increment((double) usage.cacheRead());
        series.written().increment((double) (usage.cacheWrite5m() + usage.cacheWrite1h()));
        series.output().increment((double) usage.output());
        switch (record.charge()) {
            // A sum of doubles is for graphs; the ledger has the exact one.
            case Charge.Priced priced -> series.cost().increment(priced.nanos() / 1e9);
            case Charge.Unpriced _ -> series.unpriced().increment();
        }
    }

    /** Shows under {@code name} what is counted elsewhere. */
    public void count(String name, String description, LongSupplier counter) {
        counted.add(counter);
        FunctionCounter.builder(name, counter, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    /** Everything in Prometheus' text format, with the pools' state of this moment. */
    public synchronized String scrape() {
        List<MultiGauge.Row<?>> waiting = new ArrayList<>();
        List<MultiGauge.Row<?>> served = new ArrayList<>();
        List<MultiGauge.Row<?>> fullness = new ArrayList<>();
        List<MultiGauge.Row<?>> health = new ArrayList<>();
        List<MultiGauge.Row<?>> reserved = new ArrayList<>();
        for (Pool pool : pools) {
            PoolSnapshot snapshot = pool.gate().snapshot();
            for (PoolSnapshot.Tier tier : snapshot.tiers()) {
                Tags tags = Tags.of("pool", pool.name(), "tier", tier.tier().wireName());
                waiting.add(MultiGauge.Row.of(tags, tier.queued()));
                served.add(MultiGauge.Row.of(tags, tier.running()));
            }
            for (PoolSnapshot.Deployment deployment : snapshot.deployments()) {
                Tags tags = Tags.of("pool", pool.name(), "deployment", deployment.name());
                fullness.add(MultiGauge.Row.of(tags, deployment.saturation()));
                health.add(MultiGauge.Row.of(tags, deployment.available() ? 1 : 0));
            }
            for (PoolSnapshot.Reservation reservation : snapshot.reservations()) {
                Tags tags = Tags.of("pool", pool.name(), "reservation", reservation.name());
                reserved.add(MultiGauge.Row.of(tags.and("kind", "input"), reservation.inputTokens()));
                reserved.add(MultiGauge.Row.of(tags.and("kind", "output"), reservation.outputTokens()));
                reservations.observe(pool.name(), reservation);
            }
        }
        queued.register(waiting, true);
        running.register(served, true);
        saturation.register(fullness, true);
        available.register(health, true);
        entitlement.register(reserved, true);
        reservations.show();
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private Meters meters(Series series) {
        Tags tags = Tags.of(
                "model",
                series.model(),
                "project",
                series.project(),
                "use_case",
                series.useCase(),
                "tier_requested",
                series.requested(),
                "tier_served",
                series.served());
        Tags ended = tags.and("reason", series.reason(), "outcome", series.outcome());
        return new Meters(
                Counter.builder("tierway.requests")
                        .description("Requests ended, whatever their end")
                        .tags(ended)
                        .register(registry),
                timer("tierway.queue", "Time waiting in the gateway's queue", tags),
                timer("tierway.ttft", "Time from arrival to the first byte of the answer", tags),
                timer("tierway.request", "Time from arrival to the end", tags),
                tokens(tags.and("kind", "input_uncached")),
                tokens(tags.and("kind", "cache_read")),
                tokens(tags.and("kind", "cache_write")),
                tokens(tags.and("kind", "output")),
                Counter.builder("tierway.cost.dollars")
                        .description("What requests cost that have a price, in US dollars")
                        .tags(tags)
                        .register(registry),
                Counter.builder("tierway.unpriced.requests")
                        .description("Requests that used tokens of a model without a price")
                        .tags(tags)
                        .register(registry));
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }

    private Counter tokens(Tags tags) {
        return Counter.builder("tierway.tokens")
                .description("Tokens used, in disjoint kinds")
                .tags(tags)
                .register(registry);
    }
}
