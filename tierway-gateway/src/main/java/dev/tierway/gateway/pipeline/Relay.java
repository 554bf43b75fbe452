package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.ErrorBody;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.gateway.openai.ReplyAnnotator;
import dev.tierway.gateway.openai.StreamEvents;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Carries one answer from the backend to the caller. Confined to the request's thread. */
final class Relay {
    /** Events between two reports of progress to the scheduler. */
    private static final int EVENTS_PER_REPORT = 16;

    private final Exchange exchange;
    private final RequestRecord record;
    private final Ending ending;
    private Consumer<Headers.Builder> limits = headers -> {};
    private boolean replied;

    /** @param ending is to come before the caller has the last of the answer */
    Relay(Exchange exchange, RequestRecord record, Ending ending) {
        this.exchange = exchange;
        this.record = record;
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }

    /** Answers from here on, refusals too, tell what is left of the caller's limits. */
    void limitedBy(Consumer<Headers.Builder> addingHeaders) {
        limits = addingHeaders;
    }

    /** Sends a whole answer, with the native tier field in its body. */
    void whole(ProviderReply.Complete reply) {
        Slice body = reply.body();
        ending.come();
        Headers.Builder headers = headers();
        headers.add(Headers.JSON);
        headers.add(ReplyHeaders.CACHED_TOKENS, Long.toString(reply.usage().cacheRead()));
        ReplyHeaders.cost(record.charge()).ifPresent(cost -> headers.add(ReplyHeaders.COST, cost));
        replied = true;
        exchange.respond(200, headers.build(), ReplyAnnotator.splice(body, ReplyHeaders.serviceTier(record.served())));
    }

    /**
     * Sends events as they come, flushing when the backend has no more at hand; {@code progress} hears of their number. A
     * failure after the first event reaches the caller as an error event and then this method's caller as an exception.
     */
    void events(ProviderReply.Streaming reply, @Nullable Slice first, InferenceRequest request, IntConsumer progress) {
        Headers.Builder headers = headers();
        headers.add(HeaderName.CONTENT_TYPE, "text/event-stream");
        headers.add(HeaderName.CACHE_CONTROL, "no-cache");
        StreamEvents events =
                new StreamEvents(ReplyHeaders.serviceTier(record.served()), request.includeUsage(), () -> {
                    record.used(reply.usage());
                    return ReplyHeaders.tierwayObject(record);
                });
        replied = true;
        try (ResponseStream out = exchange.stream(200, headers.build())) {
            try {
                int count = 0;
                for (Slice event = first; event != null; event = reply.next()) {
                    write(out, events.next(event));
                    if (!reply.ready()) {
                        out.flush();
                    }
                    if (++count % EVENTS_PER_REPORT == 0) {
                        progress.accept(count);
                    }
                }
                List<Slice> last = events.end();
                ending.come();
                write(out, last);
                out.end();
            } catch (FailureException broken) {
                if (exchange.clientGone()) {
                    throw InferencePipeline.clientGone(broken);
                }
                record.failed(broken.failure());
                ending.come();
                write(out, StreamEvents.failure(Slice.of(ErrorBody.json(broken.failure()))));
                out.end();
                throw broken;
            }
        }
    }

    /** Tells the caller of a failure, unless part of an answer has gone out. */
    void fail(Failure failure) {
        if (replied || failure.kind() == FailureKind.CLIENT_GONE) {
            return;
        }
        replied = true;
        ending.come();
        Headers.Builder headers = headers();
        headers.add(ErrorBody.headers(failure));
        exchange.respond(failure.kind().httpStatus(), headers.build(), List.of(Slice.of(ErrorBody.json(failure))));
    }

    /** What every answer tells. */
    private Headers.Builder headers() {
        Headers.Builder headers = ReplyHeaders.of(record);
        limits.accept(headers);
        return headers;
    }

    private static void write(ResponseStream out, List<Slice> parts) {
        if (!parts.isEmpty()) {
            out.write(parts);
        }
    }
}
