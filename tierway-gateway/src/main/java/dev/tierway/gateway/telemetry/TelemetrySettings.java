package dev.tierway.gateway.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where telemetry goes, and how much of it.
 *
 * @param endpoint of an OTLP receiver that speaks HTTP, without {@code /v1/traces}
 * @param headers sent with every export; asked for each, and never shown
 * @param interval between two exports of metrics
 * @param sample share of the requests that are traced when their caller has not decided, 0 to 1
 * @param serviceName tells this gateway from other services
 * @param instance tells this process from others of the same service
 */
public record TelemetrySettings(
        URI endpoint,
        Supplier<Map<String, String>> headers,
        boolean traces,
        boolean metrics,
        Duration interval,
        double sample,
        String serviceName,
        String instance) {

    /** Where exports of {@code signal} go. */
    String endpoint(String signal) {
        String base = endpoint.toString();
        return (base.endsWith("/") ? base : base + "/") + "v1/" + signal;
    }
}
