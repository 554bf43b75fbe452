package dev.tierway.providers.transport;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;

/**
 * How connections to one backend are kept.
 *
 * @param maxConnections open connections, busy and idle; one more is refused at once
 * @param idleExpiry how long an unused connection is kept; below the backend's own limit (5 s in uvicorn and
 *     llama.cpp), so that few are found dead
 * @param tls used when the origin is {@code https}; host names are verified
 */
public record TransportConfig(Origin origin, int maxConnections, Duration idleExpiry, SSLSocketFactory tls) {
    public static final Duration DEFAULT_IDLE_EXPIRY = Duration.ofSeconds(4);

    public TransportConfig {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("max_connections must be at least 1, not " + maxConnections);
        }
    }

    /** The default expiry, and the JVM's trusted certificate authorities. */
    public static TransportConfig of(Origin origin, int maxConnections) {
        return new TransportConfig(
                origin, maxConnections, DEFAULT_IDLE_EXPIRY, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }
}
