package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import java.util.List;

/**
 * The body of a streamed reply. Writing blocks while the client reads too slowly, up to the server's write deadline, and
 * throws {@link dev.tierway.core.failure.FailureException} of kind {@code CLIENT_GONE} when the client has left.
 */
public interface ResponseStream extends AutoCloseable {
    /** Queues bytes; they may be reused when this returns. */
    void write(List<Slice> parts);

    /** Pushes everything queued to the client. */
    void flush();

    /** Ends the body properly. */
    void end();

    /** Cuts the connection when the body was not ended, so that the client cannot mistake it for whole. */
    @Override
    void close();
}
