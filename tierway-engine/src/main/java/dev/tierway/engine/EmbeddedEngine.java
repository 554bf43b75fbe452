package dev.tierway.engine;

import dev.tierway.core.time.Ticker;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.text.Tokenizer;
import java.util.function.Supplier;

/** A model that generates for many callers at once, step by step, in the order of their tiers. Thread-safe. */
public final class EmbeddedEngine implements AutoCloseable {
    /**
     * Starts the engine thread and waits until its backend is up.
     *
     * @param backendFactory run on the engine thread, which alone uses what it returns
     */
    public EmbeddedEngine(
            EngineSettings settings, Supplier<StepBackend> backendFactory, Tokenizer tokenizer, Ticker ticker) {
        backendFactory.get().close();
    }

    /**
     * Queues {@code request}. The engine closes its chooser from here on; when this throws, the caller keeps it.
     *
     * @throws dev.tierway.core.failure.FailureException when the prompt is empty, too long for the context or holds
     *     unknown tokens, when too many generations wait, or after {@link #close}
     */
    public Generation start(GenerationRequest request) {
        return running(request);
    }

    public EngineLoad load() {
        return EngineLoad.NONE;
    }

    /** Cancels every generation, stops the engine thread and closes the backend. */
    @Override
    public void close() {}

    private static Generation running(GenerationRequest request) {
        throw new UnsupportedOperationException(request.tier() + ": no step loop yet");
    }
}
