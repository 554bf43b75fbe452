package dev.tierway.providers.spi;

import dev.tierway.core.usage.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A backend's answer in OpenAI's shape for the request's operation. Owned by one thread; {@link #close} releases the
 * connection or sequence, and stops the backend when the answer was not read to its end.
 */
public sealed interface ProviderReply extends AutoCloseable {
    /** A time that is not known. */
    long UNKNOWN = -1;

    @Override
    void close();

    /** Tokens known to have been used so far; final once the answer was read to its end. */
    Usage usage();

    /** Whether {@link #usage} is partly guessed, because the backend did not (yet) tell. */
    default boolean usageEstimated() {
        return false;
    }

    /**
     * Part of the time before the answer's first byte that was spent on the network, in nanoseconds; {@link #UNKNOWN}
     * when nothing tells. {@code docs/latency.md} says what counts.
     */
    default long networkNanos() {
        return UNKNOWN;
    }

    /** A whole JSON body. */
    non-sealed interface Complete extends ProviderReply {
        Slice body();

        /**
         * Part of the time before this reply was handed out that the backend spent on tokens after the first, in
         * nanoseconds; {@link #UNKNOWN} when it does not tell.
         */
        default long decodedNanos() {
            return UNKNOWN;
        }
    }

    /** A server-sent event stream, pulled by the caller. */
    non-sealed interface Streaming extends ProviderReply {
        /**
         * The JSON payload of the next event, without {@code data:}; null at the end ({@code [DONE]} is not handed
         * out). Valid until the next call. Blocks; throws {@link dev.tierway.core.failure.FailureException} when the
         * backend fails or the call is cancelled.
         */
        @Nullable
        Slice next();

        /** Whether {@link #next} would return without waiting: while true, the caller may put off flushing. */
        boolean ready();
    }
}
