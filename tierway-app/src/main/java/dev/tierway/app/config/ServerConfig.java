package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import java.time.Duration;

/**
 * Where the gateway listens and what it bears from a client.
 *
 * @param port 0 for any free one
 * @param maxBody largest request body, bytes
 * @param maxHead largest request headers, bytes; bounds the request line too
 * @param maxConnections open client connections; further ones are refused
 * @param headTimeout from a connection's first byte to the end of its head
 * @param bodyTimeout longest pause between two reads of a body
 * @param idleTimeout how long a connection without a request is kept
 * @param writeTimeout how long a client may not read its reply
 * @param drainTimeout how long a stopping gateway waits for the requests it has
 */
public record ServerConfig(
        String host,
        int port,
        int maxBody,
        int maxHead,
        int maxConnections,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        Duration drainTimeout) {

    public static final ServerConfig DEFAULTS = new ServerConfig(
            "127.0.0.1",
            8080,
            16 << 20,
            32 << 10,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));

    static ServerConfig from(ConfigReader reader) {
        return new ServerConfig(
                reader.or("host", ConfigFormats.TEXT, DEFAULTS.host),
                reader.or("port", ConfigFormats.integer(0, 65_535), DEFAULTS.port),
                reader.or("max_body", bytes("1KiB", 1 << 10, "1GiB", 1 << 30), DEFAULTS.maxBody),
                reader.or("max_head", bytes("1KiB", 1 << 10, "1MiB", 1 << 20), DEFAULTS.maxHead),
                reader.or("max_connections", ConfigFormats.integer(1, 1_000_000), DEFAULTS.maxConnections),
                reader.or("head_timeout", Formats.POSITIVE_DURATION, DEFAULTS.headTimeout),
                reader.or("body_timeout", Formats.POSITIVE_DURATION, DEFAULTS.bodyTimeout),
                reader.or("idle_timeout", Formats.POSITIVE_DURATION, DEFAULTS.idleTimeout),
                reader.or("write_timeout", Formats.POSITIVE_DURATION, DEFAULTS.writeTimeout),
                reader.or("drain_timeout", ConfigFormats.DURATION, DEFAULTS.drainTimeout));
    }

    /** Whether only this machine can connect. Decided by the text of {@code host}; no name is looked up. */
    public boolean loopbackOnly() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }

    ServerConfig withPort(int other) {
        return new ServerConfig(
                host,
                other,
                maxBody,
                maxHead,
                maxConnections,
                headTimeout,
                bodyTimeout,
                idleTimeout,
                writeTimeout,
                drainTimeout);
    }

    private static ConfigFormat<Integer> bytes(String leastText, int least, String mostText, int most) {
        return ConfigFormats.SIZE
                .where("a size from " + leastText + " to " + mostText, size -> size >= least && size <= most)
                .map(Long::intValue);
    }
}
