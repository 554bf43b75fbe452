package dev.tierway.app.wiring;

import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.webhook.WebhookDispatcher;
import dev.tierway.gateway.webhook.WebhookReceiver;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.storage.Database;
import java.util.random.RandomGenerator;

/** Webhooks as configured. */
final class WebhookParts {
    private WebhookParts() {}

    /** Tells the configured webhooks what happens, until it is closed. */
    static WebhookDispatcher start(
            TierwayConfig config, Database database, Reaper reaper, WallClock wall, RandomGenerator random) {
        WebhookDispatcher dispatcher = new WebhookDispatcher(
                database.events(),
                config.webhooks().values().stream()
                        .map(subscription -> new WebhookReceiver(subscription, reaper, wall))
                        .toList(),
                wall,
                random);
        dispatcher.start();
        return dispatcher;
    }

    static void tell(GatewayMetrics metrics, WebhookDispatcher dispatcher) {
        metrics.count("tierway.webhook.delivered", "Events that a webhook took", dispatcher::delivered);
        metrics.count(
                "tierway.webhook.failed.attempts",
                "Attempts to tell a webhook of an event that failed",
                dispatcher::failedAttempts);
        metrics.count("tierway.webhook.given.up", "Events that a webhook did not take in time", dispatcher::givenUp);
    }
}
