package dev.tierway.engine;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.text.Tokenizer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A model that generates for many callers at once, step by step, in the order of their tiers. Thread-safe.
 *
 * <p>One platform thread owns the backend; it sleeps while nothing can be computed.
 */
public final class EmbeddedEngine implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EmbeddedEngine.class.getName());

    private final EngineSettings settings;
    private final Tokenizer tokenizer;
    private final Ticker ticker;
    private final Thread thread;
    private final EngineLoop loop;

    private final Object lifecycle = new Object();
    // Guarded by lifecycle; read without it by the engine thread only.
    private volatile boolean closed;
    private long arrivals;

    private volatile boolean signalled;

    /**
     * Starts the engine thread and waits until its backend is up; what {@code backendFactory} throws is thrown here.
     *
     * @param backendFactory run on the engine thread, which alone uses what it returns
     */
    public EmbeddedEngine(
            EngineSettings settings, Supplier<StepBackend> backendFactory, Tokenizer tokenizer, Ticker ticker) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.ticker = ticker;
        CompletableFuture<EngineLoop> started = new CompletableFuture<>();
        thread = Thread.ofPlatform().name("tierway-engine").daemon().start(() -> run(backendFactory, started));
        try {
            loop = started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Queues {@code request}. The engine closes its chooser from here on; when this throws, the caller keeps it.
     *
     * @throws dev.tierway.core.failure.FailureException when the prompt is empty, too long for the context or holds
     *     unknown tokens, when too many generations wait, or after {@link #close}
     */
    public Generation start(GenerationRequest request) {
        validate(request);
        TokenStream stream = new TokenStream(settings.tokenQueue(), this::wake);
        synchronized (lifecycle) {
            if (closed) {
                throw Failure.of(
                                FailureKind.OVERLOADED, "engine_stopped", "the embedded engine has stopped; restart it")
                        .toException();
            }
            loop.submit(new Run(request, stream, arrivals++));
        }
        wake();
        return stream;
    }

    public EngineLoad load() {
        return loop.load();
    }

    /** Cancels every generation, stops the engine thread and closes the backend. */
    @Override
    public void close() {
        synchronized (lifecycle) {
            closed = true;
        }
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void validate(GenerationRequest request) {
        int[] prompt = request.prompt();
        if (prompt.length == 0) {
            throw Failure.invalid("prompt", "empty_prompt", "the prompt has no tokens; send at least one character")
                    .toException();
        }
        if (prompt.length >= settings.contextTokens()) {
            throw Failure.invalid(
                            "prompt",
                            "context_length_exceeded",
                            "the prompt has " + prompt.length + " tokens and the model's context holds "
                                    + settings.contextTokens() + " with the output; shorten it to "
                                    + (settings.contextTokens() - 1) + " tokens or less")
                    .toException();
        }
        if (request.maxTokens() < 1) {
            throw Failure.invalid(
                            "max_tokens",
                            "invalid_max_tokens",
                            "max_tokens is " + request.maxTokens() + "; ask for at least 1")
                    .toException();
        }
        for (int token : prompt) {
            if (token < 0 || token >= tokenizer.vocabularySize()) {
                throw Failure.invalid(
                                "prompt",
                                "unknown_token",
                                "token id " + token + " is not in the model's vocabulary of "
                                        + tokenizer.vocabularySize())
                        .toException();
            }
        }
        if (loop.waiting() >= settings.maxWaiting()) {
            throw Failure.of(
                            FailureKind.OVERLOADED,
                            "engine_queue_full",
                            settings.maxWaiting()
                                    + " generations wait for the embedded engine already; try again later")
                    .toException();
        }
    }

    private void wake() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    private void run(Supplier<StepBackend> backendFactory, CompletableFuture<EngineLoop> started) {
        EngineLoop own;
        try {
            ThreadMXBean management = ManagementFactory.getThreadMXBean();
            own = new EngineLoop(
                    settings, backendFactory.get(), tokenizer, ticker, management::getCurrentThreadCpuTime);
        } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
            return;
        }
        started.complete(own);
        Finish why = Finish.FAILED;
        try {
            while (!closed) {
                signalled = false;
                if (!own.turn()) {
                    sleep(own.nextDeadline());
                }
            }
            why = Finish.CANCELLED;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the engine loop failed; its generations end and it takes no more", e);
        } finally {
            // First, so that nothing arrives after the last generation was ended.
            synchronized (lifecycle) {
                closed = true;
            }
            own.shutDown(why);
        }
    }

    private void sleep(long deadline) {
        while (!signalled) {
            if (deadline == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long left = deadline - ticker.nanos();
                if (left <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, left);
            }
        }
    }
}
