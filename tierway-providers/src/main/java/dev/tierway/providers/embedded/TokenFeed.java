package dev.tierway.providers.embedded;

import dev.tierway.engine.Finish;
import dev.tierway.engine.Token;
import org.jspecify.annotations.Nullable;

/** Tokens of all answers to one request, in the order they come. Read by one thread. */
interface TokenFeed extends AutoCloseable {
    /**
     * News of one answer.
     *
     * @param token null when the answer has ended, as {@code finish} then says
     */
    record Arrival(int answer, @Nullable Token token, Finish finish) {}

    /** Waits for news; null once every answer has ended. */
    @Nullable
    Arrival next();

    /** Whether {@link #next} would return at once. */
    boolean ready();

    @Override
    void close();
}
