package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Starts servers for tests and checks that nothing is left behind. */
abstract class ServerFixture {
    static final int MAX_HEAD = 32 << 10;
    static final int MAX_BODY = 4 << 20;

    private static final Duration LONG = Duration.ofSeconds(60);

    private @Nullable HttpServer server;

    abstract Transport transport();

    static HttpServerConfig config() {
        return deadlines(LONG, LONG, LONG, LONG);
    }

    static HttpServerConfig headDeadline(Duration head) {
        return deadlines(head, LONG, LONG, LONG);
    }

    static HttpServerConfig bodyDeadline(Duration body) {
        return deadlines(LONG, body, LONG, LONG);
    }

    static HttpServerConfig idleDeadline(Duration idle) {
        return deadlines(LONG, LONG, idle, LONG);
    }

    static HttpServerConfig writeDeadline(Duration write) {
        return deadlines(LONG, LONG, LONG, write);
    }

    static HttpServerConfig maxHead(int bytes) {
        return new HttpServerConfig("127.0.0.1", 0, bytes, MAX_BODY, LONG, LONG, LONG, LONG, 1000, Optional.empty());
    }

    private static HttpServerConfig deadlines(Duration head, Duration body, Duration idle, Duration write) {
        return new HttpServerConfig(
                "127.0.0.1", 0, MAX_HEAD, MAX_BODY, head, body, idle, write, 1000, Optional.empty());
    }

    HttpServer serve(HttpHandler handler) {
        return serve(config(), handler);
    }

    HttpServer serve(HttpServerConfig config, HttpHandler handler) {
        server = HttpServer.start(config, handler, transport());
        return server;
    }

    HttpServer server() {
        return java.util.Objects.requireNonNull(server);
    }

    InetSocketAddress address() {
        return server().address();
    }

    RawClient connect() throws IOException {
        return RawClient.connect(address());
    }

    static void echo(Exchange exchange) {
        exchange.respond(200, Headers.NONE, List.of(Slice.of(exchange.body())));
    }

    static void text(Exchange exchange, int status, String text) {
        exchange.respond(status, Headers.of(HeaderName.CONTENT_TYPE, "text/plain"), List.of(Slice.utf8(text)));
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void awaitUntil(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(20).toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void nothing_is_left_behind() {
        if (server != null) {
            awaitUntil(() -> server().connections() == 0 && server().runningExchanges() == 0);
            server.close();
        }
    }
}
