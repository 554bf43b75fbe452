package dev.tierway.app.cli;

import dev.tierway.app.config.TierwayConfig;

/** Starts gateways. */
@FunctionalInterface
public interface GatewayLauncher {
    /**
     * Fetches what {@code config} needs and is not there yet, loads models, and listens; returns when requests are
     * accepted.
     *
     * @throws dev.tierway.core.failure.FailureException when something it needs is missing, with the remedy
     */
    RunningGateway start(TierwayConfig config, Progress progress);
}
