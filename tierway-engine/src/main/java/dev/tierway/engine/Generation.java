package dev.tierway.engine;

import dev.tierway.core.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One running generation, consumed by one thread. A reader that falls behind pauses its own generation only.
 *
 * <p>Closing it cancels what still runs; always close it.
 */
public interface Generation extends AutoCloseable {
    /**
     * The next token; waits for it.
     *
     * @return null at the end; {@link #finish} then says why
     */
    @Nullable
    Token next();

    /** Whether {@link #next} would return at once. */
    boolean ready();

    /** Why the engine ended it; {@link Finish#RUNNING} until then. Callable from any thread. */
    Finish finish();

    /**
     * Tokens so far, final once {@link #finish} is not {@link Finish#RUNNING}. Prompt tokens found in the KV cache count as
     * {@code cacheRead}; the token that ends a turn is not counted. Callable from any thread.
     */
    Usage usage();

    /** Ends it now with {@link Finish#CANCELLED}; nothing happens when it has ended. Callable from any thread. */
    void cancel();

    @Override
    void close();
}
