package dev.tierway.providers.openai;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.HttpReply;
import dev.tierway.providers.transport.HttpRequest;
import dev.tierway.providers.transport.HttpTransport;
import dev.tierway.providers.transport.Origin;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.providers.transport.Timeouts;
import dev.tierway.providers.transport.TransportConfig;
import dev.tierway.providers.transport.TransportException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * A server that speaks OpenAI's protocol: vLLM, SGLang, llama.cpp, Ollama, OpenAI itself, or any other. What is
 * particular about each is in {@link Engine}. Thread-safe.
 */
public final class OpenAiProvider implements Provider {
    private static final int MAX_REPLY_BYTES = 64 << 20;
    private static final int MAX_ERROR_BYTES = 256 << 10;

    /** Room for connections that are still being closed or drained when the scheduler has given their slot away. */
    private static final int SPARE_CONNECTIONS = 16;

    private final OpenAiProviderConfig config;
    private final WallClock clock;
    private final HttpTransport transport;
    private final Timeouts wholeTimeouts;
    private final RequestRewriter rewriter;
    private final FailureMapper failures;
    private final DeploymentObserver observer;

    /**
     * @param reaper shared by all deployments; its ticker is the one that deadlines are on
     * @param clock reads {@code Retry-After} dates
     */
    public OpenAiProvider(OpenAiProviderConfig config, Reaper reaper, WallClock clock) {
        this.config = config;
        this.clock = clock;
        Origin origin = Origin.of(config.baseUrl());
        int connections = config.capacity().slots() + SPARE_CONNECTIONS;
        this.transport = new HttpTransport(TransportConfig.of(origin, connections), reaper);
        this.wholeTimeouts = config.timeouts().withHead(config.wholeReply());
        this.rewriter = new RequestRewriter(config);
        this.failures = new FailureMapper(config.name());
        this.observer = new DeploymentObserver(config, reaper);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public ProviderCapacity capacity() {
        return observer.capacity();
    }

    @Override
    public int estimateInputTokens(InferenceRequest request) {
        return InputEstimate.tokens(request);
    }

    @Override
    public ProviderReply call(ProviderCall call) {
        boolean streamed = call.request().stream();
        HttpRequest request = HttpRequest.post(
                call.request().operation().path(),
                headers(call),
                rewriter.rewrite(call),
                streamed ? config.timeouts() : wholeTimeouts,
                call.deadlineNanos());
        HttpReply reply;
        try {
            reply = transport.send(request, call.cancellation());
        } catch (TransportException failure) {
            throw lost(failure, call.cancellation());
        }
        if (reply.status() != 200) {
            throw refused(reply, call.cancellation());
        }
        return streamed ? stream(call, reply) : complete(call, reply);
    }

    private Map<String, String> headers(ProviderCall call) {
        // Configured headers replace ours whatever their case.
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", "application/json");
        headers.put("Accept", call.request().stream() ? "text/event-stream" : "application/json");
        config.apiKey().ifPresent(key -> headers.put("Authorization", "Bearer " + key.get()));
        headers.put("x-request-id", call.requestId());
        PriorityHint priority = rewriter.priorityHeader();
        if (priority != null) {
            headers.put(priority.name(), Integer.toString(priority.value(call.servedTier())));
        }
        headers.putAll(config.headers());
        return headers;
    }

    private ProviderReply stream(ProviderCall call, HttpReply reply) {
        String type = reply.header("content-type");
        if (type != null && !type.startsWith("text/event-stream")) {
            reply.close();
            observer.failed();
            throw failures.malformed("answered a streamed request with " + type).toException();
        }
        return new StreamReply(reply, call.cancellation(), failures, observer, estimateInputTokens(call.request()));
    }

    private ProviderReply complete(ProviderCall call, HttpReply reply) {
        try (reply) {
            Slice body = reply.readAll(MAX_REPLY_BYTES);
            Usage usage = UsageReader.read(body);
            observer.succeeded();
            if (usage != null) {
                return new CompleteReply(body, usage, false);
            }
            int input = InputEstimate.tokens(call.request());
            return new CompleteReply(body, Usage.of(input, 0, body.length() / InputEstimate.BYTES_PER_TOKEN), true);
        } catch (TransportException failure) {
            throw lost(failure, call.cancellation());
        } catch (JacksonException notJson) {
            observer.failed();
            throw failures.malformed("answered with a body that is not JSON").toException();
        }
    }

    private RuntimeException lost(TransportException failure, Cancellation cancellation) {
        switch (failure.kind()) {
            case CONNECT, BROKEN, TIMEOUT, PROTOCOL -> observer.failed();
            case EXHAUSTED, DEADLINE, TOO_LARGE, CANCELLED -> {
                // Says nothing about the deployment.
            }
        }
        return failures.transport(failure, cancellation, false);
    }

    private RuntimeException refused(HttpReply reply, Cancellation cancellation) {
        try (reply) {
            int status = reply.status();
            Slice body = reply.readAll(MAX_ERROR_BYTES);
            Failure failure = failures.status(status, body, RetryAfter.of(reply, clock));
            observeRefusal(failure);
            return failure.toException();
        } catch (TransportException broken) {
            return lost(broken, cancellation);
        }
    }

    private void observeRefusal(Failure failure) {
        switch (failure.kind()) {
            case UPSTREAM_FAILED, OVERLOADED, UPSTREAM_TIMEOUT, INTERNAL -> observer.failed();
            case INVALID_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE, CONFLICT -> observer.succeeded();
            case UNAUTHENTICATED, FORBIDDEN, CLIENT_TIMEOUT, RATE_LIMITED, BUDGET_EXHAUSTED, CLIENT_GONE -> {
                // A deployment that limits us is well.
            }
        }
    }

    @Override
    public void observe(ProviderListener listener) {
        observer.start(listener);
    }

    @Override
    public void close() {
        observer.close();
        transport.close();
    }
}
