package dev.tierway.gateway.routes;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.admin.AdminRoutes;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HttpHandler;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.providers.spi.Operation;

/** Every HTTP route of the gateway, in one table. Thread-safe. */
public final class GatewayRoutes implements HttpHandler {
    private final InferencePipeline pipeline;
    private final ModelsRoute models;
    private final HealthRoutes health;
    private final MetricsRoute metrics;
    private final HttpHandler admin;

    /** @param admin answers everything under {@link AdminRoutes#PREFIX} */
    public GatewayRoutes(
            InferencePipeline pipeline,
            ModelsRoute models,
            HealthRoutes health,
            MetricsRoute metrics,
            HttpHandler admin) {
        this.pipeline = pipeline;
        this.models = models;
        this.health = health;
        this.metrics = metrics;
        this.admin = admin;
    }

    @Override
    public void handle(Exchange exchange) {
        String path = exchange.path();
        switch (path) {
            case "/v1/chat/completions" -> {
                require("POST", exchange);
                pipeline.serve(exchange, Operation.CHAT_COMPLETION);
            }
            case "/v1/completions" -> {
                require("POST", exchange);
                pipeline.serve(exchange, Operation.COMPLETION);
            }
            case "/v1/models" -> {
                require("GET", exchange);
                models.list(exchange);
            }
            case "/healthz" -> {
                require("GET", exchange);
                health.alive(exchange);
            }
            case "/readyz" -> {
                require("GET", exchange);
                health.ready(exchange);
            }
            case "/metrics" -> {
                require("GET", exchange);
                metrics.scrape(exchange);
            }
            default -> {
                if (path.startsWith(AdminRoutes.PREFIX)) {
                    admin.handle(exchange);
                    return;
                }
                if (!path.startsWith(ModelsRoute.PREFIX)) {
                    throw Failure.of(
                                    FailureKind.NOT_FOUND,
                                    "unknown_route",
                                    "there is no " + path + " here: use /v1/chat/completions, /v1/completions,"
                                            + " /v1/models, /healthz, /readyz, /metrics or a path under "
                                            + AdminRoutes.PREFIX)
                            .toException();
                }
                require("GET", exchange);
                models.one(exchange, path.substring(ModelsRoute.PREFIX.length()));
            }
        }
    }

    private static void require(String method, Exchange exchange) {
        if (!exchange.method().equals(method)) {
            throw Failure.of(
                            FailureKind.METHOD_NOT_ALLOWED,
                            "method_not_allowed",
                            exchange.path() + " takes " + method + ", not " + exchange.method())
                    .toException();
        }
    }
}
