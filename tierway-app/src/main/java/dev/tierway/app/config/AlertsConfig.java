package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.alert.AlertRules;
import dev.tierway.gateway.webhook.WebhookTarget;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is told of budgets and refusals, and from when on.
 *
 * @param webhooks by name
 */
public record AlertsConfig(Map<String, WebhookTarget> webhooks, AlertRules rules) {
    static final AlertsConfig DEFAULTS = new AlertsConfig(Map.of(), AlertRules.DEFAULTS);

    private static final ConfigFormat<Double> MULTIPLE = ConfigFormats.NUMBER
            .map(Number::doubleValue)
            .where("a multiple of the budget's pace from 1 to 1000, like 10", it -> it >= 1 && it <= 1000);

    public AlertsConfig {
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
    }

    static AlertsConfig from(ConfigReader reader, SecretResolver secrets) {
        AlertRules defaults = AlertRules.DEFAULTS;
        return new AlertsConfig(
                reader.named("webhooks", (name, it) -> WebhookConfig.target(name, it, secrets)),
                new AlertRules(
                        reader.or("burn_rate", MULTIPLE, defaults.burnRate()),
                        reader.or("throttle_share", Formats.SHARE, defaults.throttleShare()),
                        reader.or("throttle_window", Formats.POSITIVE_DURATION, defaults.throttleWindow()),
                        reader.or(
                                "throttle_requests",
                                ConfigFormats.integer(1, 1_000_000),
                                defaults.throttleRequests())));
    }
}
