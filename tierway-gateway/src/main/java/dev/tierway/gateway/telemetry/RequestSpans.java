package dev.tierway.gateway.telemetry;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.pipeline.RequestTrace;
import dev.tierway.gateway.pipeline.Tracing;
import dev.tierway.providers.spi.Operation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server span of every request, in the trace that its {@code traceparent} names if it has one. Thread-safe.
 *
 * <p>The caller's {@code tracestate} is neither read nor passed on: it is text of a stranger that backends outside could
 * read.
 */
final class RequestSpans implements Tracing {
    private static final TextMapGetter<Exchange> TRACEPARENT_ONLY = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Exchange exchange) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable Exchange exchange, String name) {
            return exchange != null && name.equals("traceparent") ? exchange.header(name) : null;
        }
    };

    private final Tracer tracer;
    private final Map<String, Backend> backends;
    private final Ticker ticker;
    private final WallClock wall;

    /** @param backends by deployment */
    RequestSpans(Tracer tracer, Map<String, Backend> backends, Ticker ticker, WallClock wall) {
        this.tracer = tracer;
        this.backends = Map.copyOf(backends);
        this.ticker = ticker;
        this.wall = wall;
    }

    @Override
    public RequestTrace started(Exchange exchange, Operation operation) {
        Instant now = wall.now();
        long epochOffset = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - ticker.nanos();
        String name = Names.operation(operation);
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), exchange, TRACEPARENT_ONLY);
        Span request = tracer.spanBuilder(name)
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(exchange.arrivedNanos() + epochOffset, TimeUnit.NANOSECONDS)
                .startSpan();
        SpanContext context = request.getSpanContext();
        return context.isSampled()
                ? new RequestSpan(this, request, caller.with(request), name, epochOffset)
                : new UnsampledTrace(traceparent(context));
    }

    Tracer tracer() {
        return tracer;
    }

    long nanos() {
        return ticker.nanos();
    }

    Backend backend(String deployment) {
        return backends.getOrDefault(deployment, Backend.NONE);
    }

    /** The header by which W3C's trace context names a span as parent. */
    static String traceparent(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }
}
