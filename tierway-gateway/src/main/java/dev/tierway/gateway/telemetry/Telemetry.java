package dev.tierway.gateway.telemetry;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Traces and metrics on their way to an OTLP receiver. It can neither fail nor delay a request: what cannot be delivered
 * is dropped and counted. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(5);

    /** Series of one metric; further ones are counted together. */
    private static final int MOST_SERIES = 10_000;

    private final Optional<Traces> traces;
    private final Optional<Metrics> metrics;

    private record Traces(SdkTracerProvider provider, SpanQueue queue, Delivery delivery, Tracing tracing) {
        static Traces start(TelemetrySettings settings, Map<String, Backend> backends, Ticker ticker, WallClock wall) {
            String endpoint = settings.endpoint("traces");
            Delivery delivery = new Delivery("traces", endpoint);
            SpanQueue queue = new SpanQueue(
                    OtlpHttpSpanExporter.builder()
                            .setEndpoint(endpoint)
                            .setHeaders(settings.headers())
                            .setTimeout(EXPORT_TIMEOUT)
                            .setConnectTimeout(CONNECT_TIMEOUT)
                            .build(),
                    delivery);
            SdkTracerProvider provider = SdkTracerProvider.builder()
                    .setResource(resource(settings))
                    .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sample())))
                    .addSpanProcessor(queue)
                    .build();
            Tracing tracing = new RequestSpans(
                    provider.tracerBuilder(Names.SCOPE)
                            .setSchemaUrl(Names.SCHEMA_URL)
                            .build(),
                    backends,
                    ticker,
                    wall);
            return new Traces(provider, queue, delivery, tracing);
        }
    }

    private record Metrics(SdkMeterProvider provider, Delivery delivery, Metering metering) {
        static Metrics start(TelemetrySettings settings, Collection<Pool> pools, Map<String, Backend> backends) {
            String endpoint = settings.endpoint("metrics");
            Delivery delivery = new Delivery("metrics", endpoint);
            SdkMeterProvider provider = SdkMeterProvider.builder()
                    .setResource(resource(settings))
                    .registerView(
                            InstrumentSelector.builder()
                                    .setMeterName(Names.SCOPE)
                                    .build(),
                            View.builder().setCardinalityLimit(MOST_SERIES).build())
                    .registerMetricReader(PeriodicMetricReader.builder(new WatchedMetricExporter(
                                    OtlpHttpMetricExporter.builder()
                                            .setEndpoint(endpoint)
                                            .setHeaders(settings.headers())
                                            .setTimeout(EXPORT_TIMEOUT)
                                            .setConnectTimeout(CONNECT_TIMEOUT)
                                            .build(),
                                    delivery))
                            .setInterval(settings.interval())
                            .build())
                    .build();
            Metering metering = new GenAiMetrics(
                    provider.meterBuilder(Names.SCOPE)
                            .setSchemaUrl(Names.SCHEMA_URL)
                            .build(),
                    pools,
                    backends);
            return new Metrics(provider, delivery, metering);
        }
    }

    private Telemetry(Optional<Traces> traces, Optional<Metrics> metrics) {
        this.traces = traces;
        this.metrics = metrics;
    }

    /**
     * Starts what {@code settings} ask for.
     *
     * @param pools whose state is read at every export of metrics
     * @param backends by deployment
     */
    public static Telemetry start(
            TelemetrySettings settings,
            Collection<Pool> pools,
            Map<String, Backend> backends,
            Ticker ticker,
            WallClock wall) {
        return new Telemetry(
                settings.traces() ? Optional.of(Traces.start(settings, backends, ticker, wall)) : Optional.empty(),
                settings.metrics() ? Optional.of(Metrics.start(settings, pools, backends)) : Optional.empty());
    }

    public Tracing tracing() {
        return traces.map(Traces::tracing).orElse(Tracing.NONE);
    }

    /** Hears of every request, for its metrics and for the end of its trace. */
    public Metering metering() {
        Metering ending = (record, endedNanos) -> record.trace().ended(record, endedNanos);
        return metrics.map(it -> it.metering().and(ending)).orElse(ending);
    }

    /** Spans that were not delivered and never will be. */
    public long droppedSpans() {
        return traces.map(it -> it.queue().dropped()).orElse(0L);
    }

    /** Exports of either kind that came to nothing. */
    public long failedExports() {
        return traces.map(it -> it.delivery().failures()).orElse(0L)
                + metrics.map(it -> it.delivery().failures()).orElse(0L);
    }

    /** Sends what waits, for some seconds at most. */
    @Override
    public void close() {
        CompletableResultCode spans =
                traces.map(it -> it.provider().shutdown()).orElseGet(CompletableResultCode::ofSuccess);
        metrics.ifPresent(it -> it.provider().shutdown().join(LONGEST_FLUSH.toNanos(), TimeUnit.NANOSECONDS));
        spans.join(LONGEST_FLUSH.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Resource resource(TelemetrySettings settings) {
        return Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        settings.serviceName(),
                        AttributeKey.stringKey("service.instance.id"),
                        settings.instance())));
    }
}
