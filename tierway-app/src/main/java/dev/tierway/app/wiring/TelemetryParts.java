package dev.tierway.app.wiring;

import dev.tierway.app.config.DeploymentConfig;
import dev.tierway.app.config.Secret;
import dev.tierway.app.config.TelemetryConfig;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.gateway.pipeline.Tracing;
import dev.tierway.gateway.telemetry.Backend;
import dev.tierway.gateway.telemetry.Telemetry;
import dev.tierway.gateway.telemetry.TelemetrySettings;
import dev.tierway.providers.openai.Engine;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Telemetry as configured; switched off, there is nothing of it. */
record TelemetryParts(Optional<Telemetry> running) implements AutoCloseable {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** @param instance tells this process from others of the same service */
    static TelemetryParts of(TierwayConfig config, Collection<Pool> pools, WallClock wall, String instance) {
        return new TelemetryParts(config.telemetry()
                .otlp()
                .map(otlp ->
                        Telemetry.start(settings(otlp, instance), pools, backends(config), Ticker.system(), wall)));
    }

    Tracing tracing() {
        return running.map(Telemetry::tracing).orElse(Tracing.NONE);
    }

    /** {@code others}, and telemetry after them. */
    Metering after(Metering others) {
        return running.map(it -> others.and(it.metering())).orElse(others);
    }

    /** Shows in {@code metrics} what is lost. */
    void tell(GatewayMetrics metrics) {
        running.ifPresent(it -> {
            metrics.count("tierway.telemetry.dropped.spans", "Spans that were not delivered", it::droppedSpans);
            metrics.count(
                    "tierway.telemetry.failed.exports",
                    "Exports of traces or metrics that the receiver did not take",
                    it::failedExports);
        });
    }

    @Override
    public void close() {
        running.ifPresent(Telemetry::close);
    }

    private static TelemetrySettings settings(TelemetryConfig.Otlp otlp, String instance) {
        Map<String, Secret> headers = otlp.headers();
        return new TelemetrySettings(
                otlp.endpoint(),
                () -> headers.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, header -> header.getValue().reveal())),
                otlp.traces(),
                otlp.metrics(),
                otlp.interval(),
                otlp.sample(),
                otlp.serviceName(),
                instance);
    }

    private static Map<String, Backend> backends(TierwayConfig config) {
        Map<String, Backend> byDeployment = new HashMap<>();
        config.deployments().forEach((name, deployment) -> byDeployment.put(name, backend(deployment)));
        return byDeployment;
    }

    private static Backend backend(DeploymentConfig deployment) {
        return switch (deployment) {
            // A model may be a file, whose folder is nobody's business.
            case DeploymentConfig.Embedded it ->
                new Backend("embedded", it.model().substring(it.model().lastIndexOf('/') + 1), Optional.empty());
            case DeploymentConfig.OpenAiCompatible it ->
                new Backend(
                        it.engine() == Engine.OTHER
                                ? "openai-compatible"
                                : it.engine().configName(),
                        it.model(),
                        Optional.of(server(it.baseUrl())));
        };
    }

    private static Backend.Server server(URI url) {
        int usual = "https".equals(url.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        return new Backend.Server(url.getHost(), url.getPort() < 0 ? usual : url.getPort());
    }
}
