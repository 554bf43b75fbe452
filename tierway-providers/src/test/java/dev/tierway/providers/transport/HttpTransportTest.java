package dev.tierway.providers.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.TransportException.Kind;
import dev.tierway.providers.transport.TransportException.Phase;
import dev.tierway.testing.FakeTicker;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LIMIT = 1 << 20;
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(7));

    private final FakeTicker ticker = new FakeTicker();
    private final Reaper reaper = new Reaper(ticker);
    private final Cancellation cancellation = new Cancellation();

    private HttpTransport transport(FakeUpstream upstream) {
        return transport(upstream.baseUrl(), 64);
    }

    private HttpTransport transport(URI base, int connections) {
        return new HttpTransport(TransportConfig.of(Origin.of(base), connections), reaper);
    }

    private static HttpRequest post(String... parts) {
        return HttpRequest.post(
                "/chat/completions",
                Map.of("Content-Type", "application/json"),
                List.of(parts).stream().map(Slice::utf8).toList(),
                TIMEOUTS,
                Duration.ofHours(1).toNanos());
    }

    private String exchange(HttpTransport transport, String body) throws TransportException {
        try (HttpReply reply = transport.send(post(body), cancellation)) {
            return reply.readAll(LIMIT).toString();
        }
    }

    @Test
    void a_request_in_parts_arrives_whole() throws Exception {
        String large = "x".repeat(100_000);
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport = transport(upstream);
                HttpReply reply = transport.send(post("{\"a\":", "\"" + large, "\"", "}"), cancellation)) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("content-type")).isEqualTo("application/json");
            assertThat(upstream.lastRequest().bodyText()).isEqualTo("{\"a\":\"" + large + "\"}");
            assertThat(upstream.lastRequest().path()).isEqualTo("/v1/chat/completions");
            assertThat(upstream.lastRequest().header("host"))
                    .contains(upstream.uri().getAuthority());
        }
    }

    @Test
    void connections_are_used_again_newest_first() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{\"ok\":1}"));
                HttpTransport transport = transport(upstream)) {
            for (int i = 0; i < 5; i++) {
                assertThat(exchange(transport, "{}")).isEqualTo("{\"ok\":1}");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(transport.idleConnections()).isEqualTo(1);
        }
    }

    @Test
    void a_body_that_was_not_read_costs_its_connection() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "x".repeat(50_000)));
                HttpTransport transport = transport(upstream)) {
            transport.send(post("{}"), cancellation).close();
            assertThat(transport.openConnections()).isZero();
            assertThat(exchange(transport, "{}")).hasSize(50_000);
        }
    }

    @Test
    void a_stale_pooled_connection_is_replaced_once() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport = transport(upstream)) {
            exchange(transport, "{}");
            upstream.awaitFinished(1, PATIENCE);
            upstream.closeIdleConnections();
            String large = "x".repeat(8_000_000);
            assertThat(exchange(transport, large)).isEqualTo("{}");
            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(upstream.requests()).hasSize(2);
            assertThat(upstream.lastRequest().body()).hasSize(large.length());
            assertThat(transport.idleConnections()).isEqualTo(1);
        }
    }

    @Test
    void a_fresh_connection_that_dies_is_not_retried() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.start().reset());
                HttpTransport transport = transport(upstream)) {
            assertFails(transport, Kind.BROKEN, Phase.HEAD);
            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void a_pooled_connection_that_dies_inside_the_head_is_not_retried() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (FakeUpstream upstream = FakeUpstream.start(request -> count.getAndIncrement() == 0
                        ? Script.json(200, "{}")
                        : Script.start().send("HTTP/1.1 200 O").close());
                HttpTransport transport = transport(upstream)) {
            exchange(transport, "{}");
            assertFails(transport, Kind.PROTOCOL, Phase.HEAD);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void one_connection_too_many_is_refused_at_once() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (FakeUpstream upstream =
                        FakeUpstream.always(Script.start().await(gate).close());
                HttpTransport transport = transport(upstream.baseUrl(), 1)) {
            Thread holder = Thread.ofVirtual().start(() -> assertFails(transport, Kind.BROKEN, Phase.HEAD));
            upstream.awaitRequests(1, PATIENCE);
            assertThatThrownBy(() -> transport.send(post("{}"), new Cancellation()))
                    .asInstanceOf(type(TransportException.class))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.EXHAUSTED));
            gate.countDown();
            holder.join();
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void nobody_listening_is_a_connect_failure() throws Exception {
        URI base;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            base = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (HttpTransport transport = transport(base, 1)) {
            assertFails(transport, Kind.CONNECT, Phase.CONNECT);
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void a_stall_before_the_head_ends_at_the_head_timeout() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.start().stall());
                HttpTransport transport = transport(upstream)) {
            Running<?> call = async(() -> transport.send(post("{}"), cancellation));
            upstream.awaitRequests(1, PATIENCE);
            call.awaitBlocked();
            ticker.advance(TIMEOUTS.head().minusNanos(1));
            reaper.sweep();
            assertThat(call.result()).isNotDone();
            ticker.advance(Duration.ofNanos(1));
            reaper.sweep();
            assertFailed(call, Kind.TIMEOUT, Phase.HEAD);
            upstream.awaitCancelled(1, PATIENCE);
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void a_stall_inside_the_body_ends_at_the_idle_timeout() throws Exception {
        try (FakeUpstream upstream =
                        FakeUpstream.always(Script.sse().event("{}").stall());
                HttpTransport transport = transport(upstream);
                HttpReply reply = transport.send(post("{}"), cancellation)) {
            SseReader events = reply.events(LIMIT);
            assertThat(events.next()).hasToString("{}");
            Running<?> next = async(() -> {
                try {
                    return requireNonNull(events.next());
                } catch (IOException failure) {
                    throw reply.explain(failure);
                }
            });
            next.awaitBlocked();
            ticker.advance(TIMEOUTS.idle());
            reaper.sweep();
            assertFailed(next, Kind.TIMEOUT, Phase.BODY);
        }
    }

    @Test
    void the_deadline_bounds_every_phase() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.start().stall());
                HttpTransport transport = transport(upstream)) {
            HttpRequest request = HttpRequest.get(
                    "/models",
                    Map.of(),
                    TIMEOUTS,
                    ticker.nanos() + Duration.ofSeconds(1).toNanos());
            Running<?> call = async(() -> transport.send(request, cancellation));
            upstream.awaitRequests(1, PATIENCE);
            call.awaitBlocked();
            ticker.advance(Duration.ofSeconds(1));
            reaper.sweep();
            assertFailed(call, Kind.DEADLINE, Phase.HEAD);
        }
    }

    @Test
    void cancelling_closes_the_upstream_request_at_once() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.start().stall());
                HttpTransport transport = transport(upstream)) {
            Running<?> call = async(() -> transport.send(post("{}"), cancellation));
            upstream.awaitRequests(1, PATIENCE);
            call.awaitBlocked();
            cancellation.cancel(Cancellation.Reason.CLIENT_GONE);
            upstream.awaitCancelled(1, PATIENCE);
            assertFailed(call, Kind.CANCELLED, Phase.HEAD);
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void a_request_cancelled_before_it_starts_is_not_sent() {
        cancellation.cancel(Cancellation.Reason.PREEMPTED);
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport = transport(upstream)) {
            assertFails(transport, Kind.CANCELLED, Phase.CONNECT);
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void a_late_cancel_does_not_hit_the_connections_next_user() throws Exception {
        Cancellation first = new Cancellation();
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        try (FakeUpstream upstream = FakeUpstream.start(request -> count.getAndIncrement() == 0
                        ? Script.json(200, "{}")
                        : Script.start().await(gate).send("HTTP/1.1 204 No\r\n\r\n"));
                HttpTransport transport = transport(upstream)) {
            try (HttpReply reply = transport.send(post("{}"), first)) {
                reply.readAll(LIMIT);
            }
            Running<HttpReply> next = async(() -> transport.send(post("{}"), cancellation));
            upstream.awaitRequests(2, PATIENCE);
            first.cancel(Cancellation.Reason.CLIENT_GONE);
            gate.countDown();
            try (HttpReply reply = next.result().get(10, TimeUnit.SECONDS)) {
                assertThat(reply.status()).isEqualTo(204);
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void idle_connections_expire() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport = transport(upstream)) {
            exchange(transport, "{}");
            ticker.advance(TransportConfig.DEFAULT_IDLE_EXPIRY);
            reaper.sweep();
            assertThat(transport.openConnections()).isZero();
            assertThat(transport.idleConnections()).isZero();
            assertThat(reaper.watched()).isZero();
        }
    }

    @Test
    void a_backend_that_says_close_is_not_asked_again_on_that_connection() throws Exception {
        Script script = Script.json(413, "{}", "Connection: close");
        try (FakeUpstream upstream = FakeUpstream.always(script);
                HttpTransport transport = transport(upstream)) {
            assertThat(exchange(transport, "x")).isEqualTo("{}");
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void interim_responses_are_skipped() throws Exception {
        Script script = Script.start()
                .send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest")
                .close();
        try (FakeUpstream upstream = FakeUpstream.always(script);
                HttpTransport transport = transport(upstream)) {
            assertThat(exchange(transport, "{}")).isEqualTo("rest");
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void a_body_larger_than_wanted_is_refused_whatever_its_framing() {
        for (Script script : List.of(
                Script.json(200, "x".repeat(5000)),
                Script.sse().chunk("x".repeat(5000)).end(),
                Script.start()
                        .send("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5000))
                        .close())) {
            try (FakeUpstream upstream = FakeUpstream.always(script);
                    HttpTransport transport = transport(upstream)) {
                assertThatThrownBy(() -> {
                            try (HttpReply reply = transport.send(post("{}"), cancellation)) {
                                reply.readAll(4999);
                            }
                        })
                        .asInstanceOf(type(TransportException.class))
                        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200OK\r\n\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 999 Odd\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nB: c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rB: c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
            })
    void bytes_that_are_not_http_are_refused(String bytes) {
        try (FakeUpstream upstream =
                        FakeUpstream.always(Script.start().send(bytes).close());
                HttpTransport transport = transport(upstream)) {
            assertThatThrownBy(() -> exchange(transport, "{}"))
                    .asInstanceOf(type(TransportException.class))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL));
            assertThat(transport.openConnections()).isZero();
        }
    }

    @Test
    void an_endless_head_is_refused() {
        Script endless = Script.start().send("HTTP/1.1 200 OK\r\n" + ("X: " + "y".repeat(997) + "\r\n").repeat(40));
        try (FakeUpstream upstream = FakeUpstream.always(endless.stall());
                HttpTransport transport = transport(upstream)) {
            assertFails(transport, Kind.TOO_LARGE, Phase.HEAD);
        }
    }

    @Test
    void header_values_cannot_smuggle_lines() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                HttpTransport transport = transport(upstream)) {
            HttpRequest request = HttpRequest.get("/", Map.of("X-A", "b\r\nX-Evil: 1"), TIMEOUTS, Long.MAX_VALUE / 2);
            assertThatThrownBy(() -> transport.send(request, cancellation))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("X-A");
            assertThat(transport.openConnections()).isZero();
        }
    }

    private void assertFails(HttpTransport transport, Kind kind, Phase phase) {
        assertThatThrownBy(() -> transport.send(post("{}"), cancellation))
                .asInstanceOf(type(TransportException.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.phase()).isEqualTo(phase);
                });
    }

    private static void assertFailed(Running<?> call, Kind kind, Phase phase) {
        assertThatThrownBy(() -> call.result().get(10, TimeUnit.SECONDS))
                .cause()
                .asInstanceOf(type(TransportException.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.phase()).isEqualTo(phase);
                });
    }

    private record Running<T>(Thread thread, CompletableFuture<T> result) {
        /** Waits until the call is parked on its socket, so that its deadline is armed. */
        void awaitBlocked() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws Exception;
    }

    private static <T> Running<T> async(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                result.complete(call.run());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return new Running<>(thread, result);
    }
}
