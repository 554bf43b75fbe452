package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its reply, handled by one virtual thread in blocking style. The body was read whole, within the
 * server's limit, before the handler runs, unless the handler asked for a {@link HttpHandler#streamedBody stream}.
 *
 * <p>Confined to the handling thread, except {@link #onClientGone}, whose action may run on any thread.
 */
public interface Exchange {
    String method();

    /** Decoded path without the query, e.g. {@code /v1/models}. */
    String path();

    /** What follows the question mark of the target, not decoded; null without one. */
    default @Nullable String query() {
        return null;
    }

    /** First value of a request header, by case-insensitive name. */
    @Nullable
    String header(String name);

    /** The whole body; throws {@link IllegalStateException} when it comes as a stream. */
    byte[] body();

    /**
     * The body as it comes; a read waits for the client. It throws
     * {@link dev.tierway.core.failure.FailureException} when the client leaves, stands still for too long, or sends more
     * than the handler takes or what is no HTTP. A handler that answers before the end closes the connection.
     */
    default InputStream bodyStream() {
        return new ByteArrayInputStream(body());
    }

    /** Ticker time at which the request's first byte arrived. */
    long arrivedNanos();

    /**
     * Runs {@code action} as soon as the client is known to have left, at once when it already has; the newest action
     * replaces the one before. It must be quick and must not throw.
     */
    void onClientGone(Runnable action);

    boolean clientGone();

    /**
     * Sends a whole reply, at most one per exchange; {@code body} parts are written in order and may be reused when this
     * returns. {@code Content-Length}, {@code Date} and {@code Connection} are the server's to set. Does nothing once the
     * client has left.
     */
    void respond(int status, Headers headers, List<Slice> body);

    /**
     * Starts a streamed reply and leaves the body to the returned sink. The head travels with the first
     * {@link ResponseStream#flush}.
     */
    ResponseStream stream(int status, Headers headers);
}
