package dev.tierway.gateway.routes;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.admin.UsageRoutes;
import dev.tierway.gateway.admin.UseCaseRoutes;
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
    private final Admin admin;

    public GatewayRoutes(
            InferencePipeline pipeline, ModelsRoute models, HealthRoutes health, MetricsRoute metrics, Admin admin) {
        this.pipeline = pipeline;
        this.models = models;
        this.health = health;
        this.metrics = metrics;
        this.admin = admin;
    }

    /** What admin keys open. */
    public record Admin(UsageRoutes usage, UseCaseRoutes useCases) {}

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
            case "/v1/organization/usage/completions" -> {
                require("GET", exchange);
                admin.usage().usage(exchange);
            }
            case "/v1/organization/costs" -> {
                require("GET", exchange);
                admin.usage().costs(exchange);
            }
            case "/v1/organization/use_cases" -> {
                require("GET", exchange);
                admin.useCases().list(exchange);
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
                if (!path.startsWith(ModelsRoute.PREFIX)) {
                    throw Failure.of(
                                    FailureKind.NOT_FOUND,
                                    "unknown_route",
                                    "there is no " + path + " here: use /v1/chat/completions, /v1/completions,"
                                            + " /v1/models, /v1/organization/usage/completions, /v1/organization/costs,"
                                            + " /v1/organization/use_cases, /healthz, /readyz or /metrics")
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
