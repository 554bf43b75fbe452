package dev.tierway.providers.embedded;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.WallClock;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.EngineLoad;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.spi.ProviderReply;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A deployment that runs inside this process. Thread-safe. */
public final class EmbeddedProvider implements Provider {
    /** Bytes per token, for the estimate of a request that cannot be read. */
    private static final int BYTES_PER_TOKEN = 4;

    private final EmbeddedSettings settings;
    private final EmbeddedModel model;
    private final EmbeddedEngine engine;
    private final WallClock clock;
    private final LongSupplier seeds;
    private final RequestReader reader;

    /** By body, which arrays compare by identity: a request is read and tokenised once, for estimate and call. */
    private final Map<byte[], PreparedRequest> prepared = Collections.synchronizedMap(new WeakHashMap<>());

    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param model released with this provider, after its engine
     * @param engine closed with this provider
     * @param seeds thread-safe; asked once for every request that brings no seed of its own
     */
    public EmbeddedProvider(
            EmbeddedSettings settings,
            EmbeddedModel model,
            EmbeddedEngine engine,
            WallClock clock,
            LongSupplier seeds) {
        this.settings = settings;
        this.model = model;
        this.engine = engine;
        this.clock = clock;
        this.seeds = seeds;
        this.reader = new RequestReader(model);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public ProviderCapacity capacity() {
        return new ProviderCapacity(
                settings.slots(),
                engine.load().cells(),
                model.contextTokens(),
                settings.prefillTokensPerSecond(),
                settings.outputTokensPerSecond(),
                true);
    }

    /** A request that this deployment refuses is estimated by its size: another deployment may take it. */
    @Override
    public int estimateInputTokens(InferenceRequest request) {
        try {
            return prepared(request).promptTokens();
        } catch (FailureException refused) {
            return Math.max(1, request.body().length / BYTES_PER_TOKEN);
        }
    }

    private PreparedRequest prepared(InferenceRequest request) {
        PreparedRequest known = prepared.get(request.body());
        if (known == null) {
            known = reader.read(request);
            prepared.put(request.body(), known);
        }
        return known;
    }

    @Override
    public ProviderReply call(ProviderCall call) {
        InferenceRequest request = call.request();
        PreparedRequest read = prepared(request);
        ReplyShape shape = switch (request.operation()) {
            case CHAT_COMPLETION -> new ChatShape();
            case COMPLETION -> new CompletionShape();
        };
        ReplyWriter.Head head = new ReplyWriter.Head(
                call.requestId(),
                clock.now().getEpochSecond(),
                request.model(),
                model.fingerprint(),
                request.stream() && request.includeUsage());
        AnswerRun run = new AnswerRun(engine, model, read, call, read.seed().orElseGet(seeds));
        ReplyWriter writer = new ReplyWriter(shape, head, model.tokenizer());
        return request.stream() ? new StreamedReply(run, writer) : new WholeReply(run, writer);
    }

    @Override
    public void observe(ProviderListener listener) {
        Thread.ofVirtual().name("load-of-" + settings.name()).start(() -> report(listener));
    }

    private void report(ProviderListener listener) {
        try {
            do {
                EngineLoad load = engine.load();
                listener.load(load.running(), load.waiting() + load.swapped(), load.kvUsage());
            } while (!closed.await(settings.reportEvery().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        engine.close();
        model.release().run();
    }
}
