package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bodies that a handler reads as they come. */
abstract class StreamedBodyContract extends ServerFixture {
    private static final String UPLOAD = "/upload";
    private static final int LIMIT = 32 << 20;
    private static final int MEGABYTE = 1 << 20;

    private final BlockingQueue<FailureKind> failures = new LinkedBlockingQueue<>();

    /** Takes uploads as a stream, other requests whole. */
    private static HttpHandler streaming(HttpHandler uploads) {
        return new HttpHandler() {
            @Override
            public void handle(Exchange exchange) {
                if (exchange.path().equals(UPLOAD)) {
                    uploads.handle(exchange);
                } else {
                    echo(exchange);
                }
            }

            @Override
            public long streamedBody(String method, String path) {
                return path.equals(UPLOAD) ? LIMIT : 0;
            }
        };
    }

    /** Answers with the body's length. */
    private void count(Exchange exchange) {
        byte[] piece = new byte[8 << 10];
        long length = 0;
        try (InputStream body = exchange.bodyStream()) {
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                length += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FailureException e) {
            failures.add(e.failure().kind());
            throw e;
        }
        text(exchange, 200, Long.toString(length));
    }

    private FailureKind failure() throws InterruptedException {
        return failures.poll(20, TimeUnit.SECONDS);
    }

    private static String head(String fields) {
        return "POST " + UPLOAD + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n";
    }

    @Test
    void may_be_larger_than_what_is_read_whole() throws IOException {
        serve(streaming(this::count));
        try (RawClient client = connect()) {
            client.send(head("Content-Length: " + 24 * MEGABYTE));
            for (int i = 0; i < 24; i++) {
                client.send(new byte[MEGABYTE]);
            }
            assertThat(client.reply().text()).isEqualTo(Integer.toString(24 * MEGABYTE));

            client.send(head("Transfer-Encoding: chunked"));
            for (int i = 0; i < 24; i++) {
                client.send("100000\r\n").send(new byte[MEGABYTE]).send("\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.reply().text()).isEqualTo(Integer.toString(24 * MEGABYTE));

            assertThat(client.post("/", "whole").reply().text()).isEqualTo("whole");
        }
    }

    @Test
    void may_be_empty() throws IOException {
        serve(streaming(this::count));
        try (RawClient client = connect()) {
            assertThat(client.post(UPLOAD, "").reply().text()).isEqualTo("0");
            assertThat(client.get(UPLOAD).reply().text()).isEqualTo("0");
        }
    }

    @Test
    void of_a_request_that_is_read_whole_is_those_bytes() throws IOException {
        serve(this::count);
        try (RawClient client = connect()) {
            assertThat(client.post("/", "12345").reply().text()).isEqualTo("5");
        }
    }

    @Test
    void pipelined_requests_are_told_apart() throws IOException {
        serve(streaming(this::count));
        String upload = head("Content-Length: 5") + "12345";
        String whole = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi";
        try (RawClient client = connect()) {
            client.send(upload + upload + whole + upload + whole);
            assertThat(client.reply().text()).isEqualTo("5");
            assertThat(client.reply().text()).isEqualTo("5");
            assertThat(client.reply().text()).isEqualTo("hi");
            assertThat(client.reply().text()).isEqualTo("5");
            assertThat(client.reply().text()).isEqualTo("hi");
        }
    }

    @Test
    void a_client_that_asks_first_is_told_to_go_on_once_the_body_is_wanted() throws IOException {
        CountDownLatch wanted = new CountDownLatch(1);
        serve(streaming(exchange -> {
            await(wanted);
            count(exchange);
        }));
        try (RawClient client = connect()) {
            client.send(head("Content-Length: 3\r\nExpect: 100-continue"));
            wanted.countDown();
            assertThat(client.reply().status()).isEqualTo(100);
            assertThat(client.send("abc").reply().text()).isEqualTo("3");
            assertThat(client.post("/", "next").reply().text()).isEqualTo("next");
        }
    }

    @Test
    void an_answer_before_the_body_closes_the_connection() throws IOException {
        serve(streaming(exchange -> text(exchange, 401, "who?")));
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.send(head("Content-Length: 3\r\nExpect: 100-continue"))
                    .reply();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.headers()).containsEntry("connection", "close");
            assertThat(client.closedByServer()).isTrue();
        }
        try (RawClient client = connect()) {
            client.send(head("Content-Length: " + MEGABYTE)).send(new byte[MEGABYTE / 2]);
            assertThat(client.reply().status()).isEqualTo(401);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void one_over_the_limit_is_refused_at_its_head_or_as_soon_as_that_shows() throws Exception {
        serve(streaming(this::count));
        try (RawClient client = connect()) {
            RawClient.Reply reply =
                    client.send(head("Content-Length: " + (LIMIT + 1))).reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("body_too_large", Integer.toString(LIMIT));
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(failures).isEmpty();
        try (RawClient client = connect()) {
            client.send(head("Transfer-Encoding: chunked"));
            for (int i = 0; i < 33; i++) {
                client.send("100000\r\n").send(new byte[MEGABYTE]).send("\r\n");
            }
            assertThat(client.reply().status()).isEqualTo(413);
        }
        assertThat(failure()).isEqualTo(FailureKind.TOO_LARGE);
    }

    @Test
    void one_that_stalls_is_told_so() throws Exception {
        serve(bodyDeadline(Duration.ofMillis(300)), streaming(this::count));
        try (RawClient client = connect()) {
            RawClient.Reply reply =
                    client.send(head("Content-Length: 10") + "half").reply();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.text()).contains("request_timeout", "body");
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(failure()).isEqualTo(FailureKind.CLIENT_TIMEOUT);
    }

    @Test
    void one_that_the_handler_is_slow_to_read_has_not_stalled() throws Exception {
        Duration brief = Duration.ofMillis(200);
        HttpServerConfig config = new HttpServerConfig(
                "127.0.0.1", 0, MAX_HEAD, MAX_BODY, brief, brief, brief, Duration.ofSeconds(60), 10, Optional.empty());
        serve(config, streaming(exchange -> {
            // The server closes a silent connection at a deadline that is as long.
            try (RawClient other = connect();
                    RawClient another = connect()) {
                other.closedByServer();
                another.closedByServer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            count(exchange);
        }));
        try (RawClient client = connect()) {
            client.send(head("Content-Length: " + 8 * MEGABYTE));
            client.send(new byte[8 * MEGABYTE]);
            assertThat(client.reply().text()).isEqualTo(Integer.toString(8 * MEGABYTE));
        }
    }

    @Test
    void one_that_is_no_http_is_refused() throws Exception {
        serve(streaming(this::count));
        try (RawClient client = connect()) {
            client.send(head("Transfer-Encoding: chunked") + "5\r\nhello\r\nfive\r\nworld\r\n");
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("malformed_http");
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(failure()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void a_client_that_leaves_in_the_middle_wakes_the_handler() throws Exception {
        serve(streaming(this::count));
        for (int sent : new int[] {0, 1_000, 3 * MEGABYTE}) {
            try (RawClient client = connect()) {
                client.send(head("Content-Length: " + 4 * MEGABYTE)).send(new byte[sent]);
                awaitUntil(() -> server().runningExchanges() == 1);
            }
            assertThat(failure()).isEqualTo(FailureKind.CLIENT_GONE);
            awaitUntil(() -> server().runningExchanges() == 0);
        }
    }

    @Test
    void draining_waits_for_an_upload() throws Exception {
        HttpServer server = serve(streaming(this::count));
        try (RawClient client = connect()) {
            client.send(head("Content-Length: 10") + "12345");
            awaitUntil(() -> server.runningExchanges() == 1);
            Thread draining = Thread.ofVirtual().start(() -> server.drain(Duration.ofSeconds(20)));
            client.send("67890".getBytes(StandardCharsets.US_ASCII));
            RawClient.Reply reply = client.reply();
            assertThat(reply.text()).isEqualTo("10");
            draining.join();
        }
        assertThat(failures).isEmpty();
    }
}
