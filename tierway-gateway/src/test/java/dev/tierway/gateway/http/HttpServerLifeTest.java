package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HttpServerLifeTest extends ServerFixture {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    Transport transport() {
        return Transport.best();
    }

    @Test
    void draining_lets_a_running_stream_end_and_accepts_nothing_new() throws Exception {
        HttpServer server = serve(exchange -> {
            try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
                stream.write(List.of(Slice.utf8("first")));
                stream.flush();
                reached.countDown();
                await(release);
                stream.write(List.of(Slice.utf8("last")));
                stream.end();
            }
        });
        try (RawClient busy = connect();
                RawClient idle = connect()) {
            busy.get("/").head();
            assertThat(busy.chunk()).asString(StandardCharsets.UTF_8).isEqualTo("first");
            await(reached);
            awaitUntil(() -> server.connections() == 2);
            Thread draining = Thread.ofVirtual().start(() -> server.drain(Duration.ofSeconds(20)));
            assertThat(idle.closedByServer()).isTrue();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            release.countDown();
            assertThat(busy.chunk()).asString(StandardCharsets.UTF_8).isEqualTo("last");
            assertThat(busy.chunk()).isEmpty();
            draining.join();
        }
        assertThat(server.runningExchanges()).isZero();
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_reply_during_draining_says_that_the_connection_closes() throws Exception {
        HttpServer server = serve(exchange -> {
            reached.countDown();
            await(release);
            echo(exchange);
        });
        try (RawClient client = connect()) {
            client.post("/", "x");
            await(reached);
            Thread draining = Thread.ofVirtual().start(() -> server.drain(Duration.ofSeconds(20)));
            awaitUntil(() -> refusesConnections());
            release.countDown();
            assertThat(client.reply().headers()).containsEntry("connection", "close");
            draining.join();
        }
    }

    @Test
    void what_outlasts_the_drain_is_cut_and_its_handler_told() throws Exception {
        HttpServer server = serve(exchange -> {
            exchange.onClientGone(release::countDown);
            reached.countDown();
            await(release);
        });
        try (RawClient client = connect()) {
            client.get("/");
            await(reached);
            server.drain(Duration.ZERO);
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(server.runningExchanges()).isZero();
    }

    @Test
    void an_idle_connection_is_closed() throws IOException {
        serve(idleDeadline(Duration.ofMillis(300)), ServerFixture::echo);
        try (RawClient client = connect()) {
            assertThat(client.post("/", "x").reply().text()).isEqualTo("x");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_connection_that_never_says_anything_is_closed_without_a_reply() throws IOException {
        serve(headDeadline(Duration.ofMillis(300)), ServerFixture::echo);
        try (RawClient client = connect()) {
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_running_exchange_is_not_held_to_the_deadlines_for_reading() throws IOException {
        Duration brief = Duration.ofMillis(200);
        HttpServerConfig config = new HttpServerConfig(
                "127.0.0.1", 0, MAX_HEAD, MAX_BODY, brief, brief, brief, Duration.ofSeconds(60), 10, Optional.empty());
        CountDownLatch longer = new CountDownLatch(1);
        serve(config, exchange -> {
            Thread.ofVirtual().start(() -> {
                try (RawClient other = connect()) {
                    other.closedByServer();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                longer.countDown();
            });
            await(longer);
            echo(exchange);
        });
        try (RawClient client = connect()) {
            assertThat(client.post("/", "late").reply().text()).isEqualTo("late");
        }
    }

    @Test
    void connections_above_the_limit_are_turned_away() throws IOException {
        HttpServerConfig config = config();
        serve(
                new HttpServerConfig(
                        "127.0.0.1",
                        0,
                        MAX_HEAD,
                        MAX_BODY,
                        config.headDeadline(),
                        config.bodyDeadline(),
                        config.idleDeadline(),
                        config.writeDeadline(),
                        2,
                        Optional.empty()),
                ServerFixture::echo);
        try (RawClient one = connect();
                RawClient two = connect()) {
            one.post("/", "1").reply();
            two.post("/", "2").reply();
            try (RawClient three = connect()) {
                assertThat(three.reply().status()).isEqualTo(503);
                assertThat(three.closedByServer()).isTrue();
            }
            assertThat(one.post("/", "still").reply().text()).isEqualTo("still");
        }
        awaitUntil(() -> server().connections() == 0);
        try (RawClient again = connect()) {
            assertThat(again.post("/", "free").reply().text()).isEqualTo("free");
        }
    }

    @Test
    void a_taken_port_is_said_so() {
        HttpServer server = serve(ServerFixture::echo);
        assertThatThrownBy(() -> HttpServer.start(config().at("127.0.0.1", server.port()), ServerFixture::echo))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
    }

    @Test
    void unusable_tls_files_are_said_so() {
        HttpServerConfig plain = config();
        HttpServerConfig config = new HttpServerConfig(
                "127.0.0.1",
                0,
                MAX_HEAD,
                MAX_BODY,
                plain.headDeadline(),
                plain.bodyDeadline(),
                plain.idleDeadline(),
                plain.writeDeadline(),
                10,
                Optional.of(new HttpServerConfig.Tls(Path.of("no-cert.pem"), Path.of("no-key.pem"))));
        assertThatThrownBy(() -> HttpServer.start(config, ServerFixture::echo))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no-cert.pem");
    }

    @Test
    void defaults_are_these() {
        assertThat(HttpServerConfig.defaults())
                .isEqualTo(new HttpServerConfig(
                        "127.0.0.1",
                        8080,
                        32_768,
                        33_554_432,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(30),
                        10_000,
                        Optional.empty()));
    }

    private boolean refusesConnections() {
        try (RawClient client = connect()) {
            return client.closedByServer();
        } catch (IOException e) {
            return true;
        }
    }
}
