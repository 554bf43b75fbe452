package dev.tierway.gateway.http;

/** Answers exchanges; called on a fresh virtual thread for each. */
@FunctionalInterface
public interface HttpHandler {
    void handle(Exchange exchange);

    /**
     * How many bytes the handler takes of a request's body when it reads that as a stream, see {@link Exchange#bodyStream};
     * 0 for requests whose body is read whole. Asked by an event loop once a head has arrived: it must be quick and must
     * not throw.
     *
     * @param path as {@link Exchange#path}
     */
    default long streamedBody(String method, String path) {
        return 0;
    }
}
