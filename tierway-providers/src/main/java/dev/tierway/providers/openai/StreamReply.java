package dev.tierway.providers.openai;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.HttpReply;
import dev.tierway.providers.transport.SseReader;
import dev.tierway.providers.transport.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** An event stream as it comes. Confined to one thread. */
final class StreamReply implements ProviderReply.Streaming {
    static final int MAX_EVENT_BYTES = 4 << 20;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ERROR = "{\"error\"".getBytes(StandardCharsets.UTF_8);
    private static final int DRAINED_BYTES = 4096;
    private static final Duration DRAIN_PATIENCE = Duration.ofMillis(100);

    private final HttpReply reply;
    private final SseReader events;
    private final Cancellation cancellation;
    private final FailureMapper failures;
    private final CallOutcome outcome;
    private final int estimatedInput;

    private @Nullable Usage reported;
    private long contentEvents;
    private boolean done;
    private boolean whole;
    private boolean closed;

    /**
     * @param estimatedInput prompt tokens to report when the backend never tells
     */
    StreamReply(
            HttpReply reply,
            Cancellation cancellation,
            FailureMapper failures,
            CallOutcome outcome,
            int estimatedInput) {
        this.reply = reply;
        this.events = reply.events(MAX_EVENT_BYTES);
        this.cancellation = cancellation;
        this.failures = failures;
        this.outcome = outcome;
        this.estimatedInput = estimatedInput;
    }

    @Override
    public @Nullable Slice next() {
        if (done) {
            return null;
        }
        Slice event = nextPayload();
        if (event == null) {
            return atEndOfBody();
        }
        if (equal(event, DONE)) {
            return end();
        }
        if (events.name().equals("error") || startsWith(event, ERROR)) {
            throw broken(failures.event(event, contentEvents > 0));
        }
        if (UsageReader.hasUsage(event)) {
            takeUsage(event);
        } else {
            contentEvents++;
        }
        return event;
    }

    /** The next event with a payload; some servers send empty ones to keep the connection open. */
    private @Nullable Slice nextPayload() {
        try {
            Slice event = events.next();
            while (event != null && event.length() == 0) {
                event = events.next();
            }
            return event;
        } catch (IOException failure) {
            TransportException explained = reply.explain(failure);
            done = true;
            if (explained.kind() != TransportException.Kind.CANCELLED) {
                outcome.failed();
            }
            throw failures.transport(explained, cancellation, delivered());
        }
    }

    private boolean delivered() {
        return contentEvents > 0 || reported != null;
    }

    /** Some servers leave {@code [DONE]} out; a body whose framing says it is whole is taken as such. */
    private @Nullable Slice atEndOfBody() {
        if (!events.endIsCertain() || !delivered()) {
            throw broken(failures.truncated(delivered()));
        }
        return end();
    }

    private @Nullable Slice end() {
        done = true;
        whole = true;
        return null;
    }

    private RuntimeException broken(Failure failure) {
        done = true;
        outcome.failed();
        return failure.toException();
    }

    private void takeUsage(Slice event) {
        try {
            BackendReport report = UsageReader.read(event);
            if (report != null) {
                reported = report.usage();
            }
        } catch (JacksonException notJson) {
            // The caller gets the event as it is; usage stays estimated.
        }
    }

    @Override
    public boolean ready() {
        return done || events.ready();
    }

    @Override
    public Usage usage() {
        return reported != null ? reported : Usage.of(contentEvents == 0 ? 0 : estimatedInput, 0, estimatedOutput());
    }

    /** One token an event, less the one that only names the role. */
    private long estimatedOutput() {
        return Math.max(0, contentEvents - 1);
    }

    @Override
    public long networkNanos() {
        return NetworkTime.nanos(reply);
    }

    @Override
    public boolean usageEstimated() {
        return reported == null;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (whole) {
            if (events.endIsCertain()) {
                reply.drain(DRAINED_BYTES, DRAIN_PATIENCE);
            }
            outcome.succeeded();
        }
        reply.close();
    }

    private static boolean equal(Slice event, byte[] text) {
        return event.length() == text.length && startsWith(event, text);
    }

    private static boolean startsWith(Slice event, byte[] text) {
        return event.length() >= text.length
                && Arrays.equals(event.array(), event.offset(), event.offset() + text.length, text, 0, text.length);
    }
}
