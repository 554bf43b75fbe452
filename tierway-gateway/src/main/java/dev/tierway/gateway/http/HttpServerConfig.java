package dev.tierway.gateway.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the server listens and what it lets one client take. {@link #defaults} has the documented defaults.
 *
 * @param host address to listen on; default {@code 127.0.0.1}
 * @param port 0 for any free one; default 8080
 * @param maxHeadBytes largest request headers, above it 431; the request line has the same limit, but never more than
 *     8 KiB, above it 414; default 32 KiB
 * @param maxBodyBytes largest request body, above it 413; default 32 MiB
 * @param headDeadline time for a whole request head from its first byte, and for the first byte of a new connection,
 *     above it 408; default 10 s
 * @param bodyDeadline time for a whole request body from the end of its head, above it 408; default 60 s
 * @param idleDeadline how long a connection may stay open without a request; default 75 s
 * @param writeDeadline how long a client may leave full buffers unread before its connection is cut; default 30 s
 * @param maxConnections open connections, above it 503; default 10,000
 * @param tls certificate and key to serve HTTPS with; default none
 */
public record HttpServerConfig(
        String host,
        int port,
        int maxHeadBytes,
        int maxBodyBytes,
        Duration headDeadline,
        Duration bodyDeadline,
        Duration idleDeadline,
        Duration writeDeadline,
        int maxConnections,
        Optional<Tls> tls) {

    /**
     * Files to serve HTTPS with, in PEM.
     *
     * @param certificate the server's certificate, followed by intermediate ones
     * @param key its private key in PKCS #8, not encrypted
     */
    public record Tls(Path certificate, Path key) {}

    public HttpServerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        positive("maxHeadBytes", maxHeadBytes);
        positive("maxBodyBytes", maxBodyBytes);
        positive("maxConnections", maxConnections);
        positive("headDeadline", headDeadline.toNanos());
        positive("bodyDeadline", bodyDeadline.toNanos());
        positive("idleDeadline", idleDeadline.toNanos());
        positive("writeDeadline", writeDeadline.toNanos());
    }

    public static HttpServerConfig defaults() {
        return new HttpServerConfig(
                "127.0.0.1",
                8080,
                32 << 10,
                32 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                10_000,
                Optional.empty());
    }

    /** The same with another address. */
    public HttpServerConfig at(String otherHost, int otherPort) {
        return new HttpServerConfig(
                otherHost,
                otherPort,
                maxHeadBytes,
                maxBodyBytes,
                headDeadline,
                bodyDeadline,
                idleDeadline,
                writeDeadline,
                maxConnections,
                tls);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, is " + value);
        }
    }
}
