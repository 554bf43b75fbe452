package dev.tierway.providers.fake;

import dev.tierway.core.failure.Failure;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.spi.ProviderReply;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider for tests that answers each call with the next step of its script, and with its last step once the script
 * is used up. Thread-safe; counts the replies that are open.
 */
public final class ScriptedProvider implements Provider {
    /** What one call does: give a {@link ScriptedReply}, or throw. */
    @FunctionalInterface
    public interface Step extends Function<ProviderCall, ScriptedReply> {}

    private final String name;
    private final ProviderCapacity capacity;
    private final Queue<Step> script = new ConcurrentLinkedQueue<>();
    private final Queue<ProviderCall> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable Step last;
    private volatile @Nullable ProviderListener listener;

    public ScriptedProvider(String name, ProviderCapacity capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    /** A provider with {@code slots} and nothing else that limits it. */
    public static ScriptedProvider withSlots(String name, int slots) {
        return new ScriptedProvider(name, new ProviderCapacity(slots, Long.MAX_VALUE, 1 << 20, 10_000, 100, false));
    }

    public ScriptedProvider then(Step step) {
        script.add(step);
        last = step;
        return this;
    }

    public ScriptedProvider thenFail(Failure failure) {
        return then(call -> {
            throw failure.toException();
        });
    }

    /** The calls so far, oldest first. */
    public Queue<ProviderCall> calls() {
        return calls;
    }

    /** Replies that were handed out and not closed. */
    public int open() {
        return open.get();
    }

    /** Whoever observes this provider, once there is one. */
    public @Nullable ProviderListener listener() {
        return listener;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProviderCapacity capacity() {
        return capacity;
    }

    @Override
    public int estimateInputTokens(InferenceRequest request) {
        return request.body().length / 4;
    }

    @Override
    public ProviderReply call(ProviderCall call) {
        calls.add(call);
        Step step = script.size() > 1 ? script.poll() : last;
        if (step == null) {
            throw new IllegalStateException("provider " + name + " was called without a script");
        }
        ScriptedReply reply = step.apply(call);
        open.incrementAndGet();
        return reply.opened(call.cancellation(), open::decrementAndGet);
    }

    @Override
    public void observe(ProviderListener newListener) {
        listener = newListener;
    }

    @Override
    public void close() {
        script.clear();
    }
}
