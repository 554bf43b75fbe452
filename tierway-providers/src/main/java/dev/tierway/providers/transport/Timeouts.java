package dev.tierway.providers.transport;

import java.time.Duration;

/**
 * How long each phase of a request may take; the request's own deadline bounds them all.
 *
 * @param connect name lookup, TCP and TLS, for a new connection
 * @param write from the first to the last byte of the request
 * @param head from the end of the request to the end of the response head
 * @param idle between two reads of the response body
 */
public record Timeouts(Duration connect, Duration write, Duration head, Duration idle) {
    public Timeouts {
        requirePositive("connect", connect);
        requirePositive("write", write);
        requirePositive("head", head);
        requirePositive("idle", idle);
    }

    private static void requirePositive(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(name + " timeout must be longer than 0, not " + timeout);
        }
    }

    public Timeouts withHead(Duration longer) {
        return new Timeouts(connect, write, longer, idle);
    }
}
