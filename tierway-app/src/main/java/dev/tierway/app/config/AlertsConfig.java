package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.alert.AlertRules;
import dev.tierway.gateway.alert.WebhookSecret;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told of budgets and refusals, and from when on.
 *
 * @param webhooks by name
 */
public record AlertsConfig(Map<String, WebhookConfig> webhooks, AlertRules rules) {
    static final AlertsConfig DEFAULTS = new AlertsConfig(Map.of(), AlertRules.DEFAULTS);

    private static final ConfigFormat<Double> MULTIPLE = ConfigFormats.NUMBER
            .map(Number::doubleValue)
            .where("a multiple of the budget's pace from 1 to 1000, like 10", it -> it >= 1 && it <= 1000);

    /**
     * Where alerts are posted.
     *
     * @param url may hold a secret in its path, so it is not shown
     */
    public record WebhookConfig(String name, URI url, WebhookSecret secret) {
        private static final ConfigFormat<String> REFERENCE =
                ConfigFormats.TEXT.where("env:NAME or file:path that leads to a whsec_ secret", text -> true);
        private static final WebhookSecret PLACEHOLDER = WebhookSecret.parse("whsec_" + "A".repeat(32));

        static WebhookConfig from(String name, ConfigReader reader, SecretResolver secrets) {
            URI url = reader.required("url", Formats.WEBHOOK_URL);
            Optional<Secret> secret = reader.required("secret", REFERENCE).isEmpty()
                    ? Optional.empty()
                    : secrets.optional(reader, "secret");
            return new WebhookConfig(
                    name, url, secret.map(it -> parsed(reader, it)).orElse(PLACEHOLDER));
        }

        private static WebhookSecret parsed(ConfigReader reader, Secret secret) {
            try {
                return WebhookSecret.parse(secret.reveal());
            } catch (IllegalArgumentException malformed) {
                reader.problem("secret", "'secret': " + malformed.getMessage());
                return PLACEHOLDER;
            }
        }

        @Override
        public String toString() {
            return "webhook " + name + " at " + url.getHost();
        }
    }

    public AlertsConfig {
        webhooks = Collections.unmodifiableMap(new LinkedHashMap<>(webhooks));
    }

    static AlertsConfig from(ConfigReader reader, SecretResolver secrets) {
        AlertRules defaults = AlertRules.DEFAULTS;
        return new AlertsConfig(
                reader.named("webhooks", (name, it) -> WebhookConfig.from(name, it, secrets)),
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
