package dev.tierway.gateway.pipeline;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.providers.spi.Operation;

/** Follows requests through the pipeline, for traces. Thread-safe; must be quick and must not throw. */
@FunctionalInterface
public interface Tracing {
    /** Follows nothing. */
    Tracing NONE = (exchange, operation) -> RequestTrace.NONE;

    /** A request has arrived. */
    RequestTrace started(Exchange exchange, Operation operation);
}
