package dev.tierway.gateway.routes;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.providers.spi.Slice;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /healthz}: the process runs. {@code /readyz}: it can serve. Thread-safe. */
public final class HealthRoutes {
    private static final Headers TEXT = Headers.of(HeaderName.CONTENT_TYPE, "text/plain; charset=utf-8");

    private final Supplier<Optional<String>> obstacle;

    /** @param obstacle what keeps the gateway from serving now, empty when nothing does */
    public HealthRoutes(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    void alive(Exchange exchange) {
        exchange.respond(200, TEXT, List.of(Slice.utf8("ok\n")));
    }

    void ready(Exchange exchange) {
        Optional<String> reason = obstacle.get();
        if (reason.isPresent()) {
            throw Failure.of(FailureKind.OVERLOADED, "not_ready", reason.get()).toException();
        }
        exchange.respond(200, TEXT, List.of(Slice.utf8("ready\n")));
    }
}
