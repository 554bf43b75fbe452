package dev.tierway.gateway.http;

/** Answers exchanges; called on a fresh virtual thread for each. */
@FunctionalInterface
public interface HttpHandler {
    void handle(Exchange exchange);
}
