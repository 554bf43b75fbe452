package dev.tierway.gateway.webhook;

import java.net.URI;

/**
 * Where messages are posted, and by what the receiver knows that they are ours.
 *
 * @param name for people
 * @param url may hold a secret in its path, so it is not shown
 */
public record WebhookTarget(String name, URI url, WebhookSecret secret) {
    @Override
    public String toString() {
        return "webhook " + name + " at " + url.getHost();
    }
}
