package dev.tierway.gateway.routes;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderName;
import dev.tierway.gateway.http.Headers;
import dev.tierway.providers.spi.Slice;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics} in Prometheus' text format. Thread-safe. */
public final class MetricsRoute {
    private static final Headers TEXT = Headers.of(HeaderName.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

    private final Supplier<String> scrape;

    public MetricsRoute(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    void scrape(Exchange exchange) {
        exchange.respond(200, TEXT, List.of(Slice.utf8(scrape.get())));
    }
}
