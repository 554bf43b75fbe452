package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.webhook.EventPattern;
import dev.tierway.gateway.webhook.WebhookSecret;
import dev.tierway.gateway.webhook.WebhookSubscription;
import dev.tierway.gateway.webhook.WebhookTarget;
import dev.tierway.storage.event.EventType;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads who is told of what happens. */
final class WebhookConfig {
    private static final ConfigFormat<String> REFERENCE =
            ConfigFormats.TEXT.where("env:NAME or file:path that leads to a whsec_ secret", text -> true);
    private static final WebhookSecret PLACEHOLDER = WebhookSecret.parse("whsec_" + "A".repeat(32));

    private static final ConfigFormat<EventPattern> PATTERN = new ConfigFormat<>(
            "an event type (" + types() + ") or several, like batch.*", EventPattern.ALL, EventPattern::parse);

    private WebhookConfig() {}

    private static String types() {
        return Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.joining(", "));
    }

    /** A receiver of events; all of them, of every project, by default. */
    static WebhookSubscription subscription(String name, ConfigReader reader, SecretResolver secrets) {
        WebhookTarget target = target(name, reader, secrets);
        List<EventPattern> events = reader.list("events", PATTERN);
        return new WebhookSubscription(
                target,
                events.isEmpty() ? List.of(EventPattern.ALL) : events,
                Set.copyOf(reader.list("projects", ConfigFormats.TEXT)));
    }

    /** Where to post, and the secret that is shared with the receiver. */
    static WebhookTarget target(String name, ConfigReader reader, SecretResolver secrets) {
        URI url = reader.required("url", Formats.WEBHOOK_URL);
        Optional<Secret> secret =
                reader.required("secret", REFERENCE).isEmpty() ? Optional.empty() : secrets.optional(reader, "secret");
        return new WebhookTarget(name, url, secret.map(it -> parsed(reader, it)).orElse(PLACEHOLDER));
    }

    private static WebhookSecret parsed(ConfigReader reader, Secret secret) {
        try {
            return WebhookSecret.parse(secret.reveal());
        } catch (IllegalArgumentException malformed) {
            reader.problem("secret", "'secret': " + malformed.getMessage());
            return PLACEHOLDER;
        }
    }
}
