package dev.tierway.gateway.telemetry;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.gateway.pipeline.RequestTrace;
import dev.tierway.scheduler.engine.Decision;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request's server span, with a child for each wait and each attempt. */
final class RequestSpan implements RequestTrace {
    private static final long NOT_QUEUED = -1;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final RequestSpans spans;
    private final Span request;
    private final Context context;
    private final String operation;
    private final long epochOffset;

    private long queuedSince = NOT_QUEUED;
    private @Nullable Span attempt;

    /**
     * @param context of the request's children
     * @param epochOffset from the ticker's time to nanoseconds since 1970
     */
    RequestSpan(RequestSpans spans, Span request, Context context, String operation, long epochOffset) {
        this.spans = spans;
        this.request = request;
        this.context = context;
        this.operation = operation;
        this.epochOffset = epochOffset;
    }

    @Override
    public void queued() {
        if (queuedSince == NOT_QUEUED) {
            queuedSince = epochNanos();
        }
    }

    @Override
    public String attempt(Decision.Dispatch dispatch) {
        long now = epochNanos();
        endWait(now);
        Backend backend = spans.backend(dispatch.deployment());
        SpanBuilder child = child(operation + " " + backend.model(), now)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Names.OPERATION, operation)
                .setAttribute(Names.PROVIDER, backend.provider())
                .setAttribute(Names.REQUEST_MODEL, backend.model())
                .setAttribute(Names.DEPLOYMENT, dispatch.deployment())
                .setAttribute(Names.TIER_SERVED, dispatch.servedTier().wireName());
        backend.server().ifPresent(server -> {
            child.setAttribute(Names.SERVER_ADDRESS, server.address());
            child.setAttribute(Names.SERVER_PORT, (long) server.port());
        });
        Span started = child.startSpan();
        attempt = started;
        return RequestSpans.traceparent(started.getSpanContext());
    }

    @Override
    public void attemptFailed(String code) {
        long now = epochNanos();
        endAttempt(code, false, now);
        queuedSince = now;
    }

    @Override
    public void ended(RequestRecord record, long endedNanos) {
        long now = endedNanos + epochOffset;
        boolean completed = record.completed();
        endWait(now);
        endAttempt(record.outcome(), completed, now);
        if (!record.model().isEmpty()) {
            request.updateName(operation + " " + record.model());
        }
        describe(record);
        Decision.Dispatch dispatch = record.dispatch();
        if (dispatch != null) {
            describe(dispatch, record);
        }
        if (record.usage().total() > 0) {
            describe(record.usage(), record.charge());
        }
        end(request, record.outcome(), completed, now);
    }

    private void describe(RequestRecord record) {
        request.setAttribute(Names.OPERATION, operation);
        request.setAttribute(Names.REQUEST_ID, record.id());
        set(Names.REQUEST_MODEL, record.model());
        set(Names.PROJECT, record.project());
        set(Names.KEY_ID, record.keyId());
        set(Names.USE_CASE, record.useCase());
        set(Names.TIER_REQUESTED, Names.tier(record.requestedTier()));
        if (record.streamed()) {
            request.setAttribute(Names.STREAM, true);
        }
        if (record.dispatch() == null) {
            request.setAttribute(Names.PROVIDER, Names.GATEWAY);
        }
    }

    private void describe(Decision.Dispatch dispatch, RequestRecord record) {
        Backend backend = spans.backend(dispatch.deployment());
        request.setAttribute(Names.PROVIDER, backend.provider());
        request.setAttribute(Names.DEPLOYMENT, dispatch.deployment());
        request.setAttribute(Names.TIER_SERVED, dispatch.servedTier().wireName());
        request.setAttribute(Names.TIER_REASON, record.tierReason());
        request.setAttribute(Names.QUEUE_MS, record.queueNanos() / NANOS_PER_MILLI);
        set(Names.RESERVATION, dispatch.reservation());
        if (record.firstByteNanos() >= 0) {
            request.setAttribute(Names.RESPONSE_MODEL, backend.model());
            request.setAttribute(Names.TTFT_MS, record.firstByteNanos() / NANOS_PER_MILLI);
        }
    }

    private void describe(Usage usage, Charge charge) {
        request.setAttribute(Names.INPUT_TOKENS, usage.input());
        request.setAttribute(Names.CACHE_READ_TOKENS, usage.cacheRead());
        request.setAttribute(Names.CACHE_WRITE_TOKENS, usage.cacheWrite5m() + usage.cacheWrite1h());
        request.setAttribute(Names.OUTPUT_TOKENS, usage.output());
        request.setAttribute(Names.REASONING_TOKENS, usage.reasoning());
        switch (charge) {
            case Charge.Priced priced -> request.setAttribute(Names.COST_USD, priced.nanos() / NANOS_PER_DOLLAR);
            case Charge.Unpriced _ -> {
                // A cost that is not known is not a cost of zero.
            }
        }
    }

    private void set(AttributeKey<String> key, String value) {
        if (!value.isEmpty()) {
            request.setAttribute(key, value);
        }
    }

    private void endWait(long now) {
        if (queuedSince != NOT_QUEUED) {
            child(Names.QUEUE_SPAN, queuedSince).startSpan().end(now, TimeUnit.NANOSECONDS);
            queuedSince = NOT_QUEUED;
        }
    }

    private void endAttempt(String outcome, boolean completed, long now) {
        Span running = attempt;
        if (running != null) {
            attempt = null;
            end(running, outcome, completed, now);
        }
    }

    private static void end(Span span, String outcome, boolean completed, long now) {
        span.setAttribute(Names.OUTCOME, outcome);
        if (!completed) {
            span.setAttribute(Names.ERROR_TYPE, outcome);
            span.setStatus(StatusCode.ERROR);
        }
        span.end(now, TimeUnit.NANOSECONDS);
    }

    private SpanBuilder child(String name, long startEpochNanos) {
        return spans.tracer()
                .spanBuilder(name)
                .setParent(context)
                .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS);
    }

    private long epochNanos() {
        return spans.nanos() + epochOffset;
    }
}
