package dev.tierway.providers.spi;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a running attempt to stop, from any thread, at once. Thread-safe; the first reason wins.
 *
 * <p>A blocked call registers how to wake itself (close its socket, cancel its sequence) with {@link #onCancel} and
 * removes it with the returned handle once it no longer blocks.
 */
public final class Cancellation {
    public enum Reason {
        CLIENT_GONE,
        PREEMPTED,
        DEADLINE,
        SHUTDOWN
    }

    private sealed interface State {
        record Waiting(@Nullable Runnable action) implements State {}

        record Cancelled(Reason reason) implements State {}
    }

    private final AtomicReference<State> state = new AtomicReference<>(new State.Waiting(null));

    /** Runs the registered action, once; later calls do nothing. */
    public void cancel(Reason reason) {
        State before = state.getAndUpdate(now -> now instanceof State.Cancelled ? now : new State.Cancelled(reason));
        if (before instanceof State.Waiting waiting && waiting.action() != null) {
            waiting.action().run();
        }
    }

    /** The reason, or null while not cancelled. */
    public @Nullable Reason reason() {
        return state.get() instanceof State.Cancelled cancelled ? cancelled.reason() : null;
    }

    /**
     * Replaces the wake-up action; runs it at once when already cancelled. The action must be quick, must not throw, and
     * may run on any thread.
     */
    public void onCancel(Runnable action) {
        State before = state.getAndUpdate(now -> now instanceof State.Cancelled ? now : new State.Waiting(action));
        if (before instanceof State.Cancelled) {
            action.run();
        }
    }

    /** Forgets the action: nothing blocks any more. */
    public void clear() {
        state.updateAndGet(now -> now instanceof State.Cancelled ? now : new State.Waiting(null));
    }
}
