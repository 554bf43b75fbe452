package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients can rely on, whatever transport the server runs on. Raw sockets on one side, real handlers on the other. */
abstract class HttpServerContract extends ServerFixture {

    @Test
    void answers_with_what_the_handler_says() throws IOException {
        serve(exchange -> text(
                exchange,
                201,
                exchange.method() + " " + exchange.path() + " " + exchange.query() + " " + exchange.header("X-Thing")
                        + " " + new String(exchange.body(), StandardCharsets.UTF_8)));
        try (RawClient client = connect()) {
            client.send("POST /v1/a%20b?x=%20 HTTP/1.1\r\nHost: h\r\nx-thing: yes\r\nContent-Length: 5\r\n\r\nhello");
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text()).isEqualTo("POST /v1/a b x=%20 yes hello");
            assertThat(reply.headers()).containsKeys("date", "content-length").doesNotContainKey("connection");
        }
    }

    @Test
    void keeps_the_connection_for_more_requests() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.post("/", "n" + i).reply().text()).isEqualTo("n" + i);
            }
        }
    }

    @Test
    void answers_pipelined_requests_in_order() throws IOException {
        serve(ServerFixture::echo);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            all.append("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n")
                    .append(1000 + i);
        }
        try (RawClient client = connect()) {
            client.send(all.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.reply().text()).isEqualTo(Integer.toString(1000 + i));
            }
        }
    }

    @Test
    void a_chunked_body_arrives_whole() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
            assertThat(client.reply().text()).isEqualTo("abc0123456789");
            assertThat(client.post("/", "next").reply().text()).isEqualTo("next");
        }
    }

    @Test
    void a_large_body_arrives_whole() throws IOException {
        serve(ServerFixture::echo);
        String body = "0123456789abcdef".repeat(100_000);
        try (RawClient client = connect()) {
            assertThat(client.post("/", body).reply().text()).isEqualTo(body);
        }
    }

    @Test
    void a_client_that_asks_first_is_told_to_go_on() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(100);
            assertThat(client.send("ok").reply().text()).isEqualTo("ok");
        }
    }

    @Test
    void connection_close_is_honoured() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(client.reply().headers()).containsEntry("connection", "close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void http_1_0_closes_unless_asked_to_stay() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.reply().headers()).containsEntry("connection", "keep-alive");
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.reply().headers()).containsEntry("connection", "close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void head_gets_the_headers_of_get_without_its_body() throws IOException {
        serve(exchange -> text(exchange, 200, "12345"));
        try (RawClient client = connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head().headers()).containsEntry("content-length", "5");
            assertThat(client.get("/").reply().text()).isEqualTo("12345");
        }
    }

    private static void stream(Exchange exchange, String first, String last) {
        try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
            stream.write(List.of(Slice.utf8(first)));
            stream.flush();
            stream.write(List.of(Slice.utf8(last)));
            stream.end();
        }
    }

    @Test
    void a_refused_head_gets_no_body() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("HEAD / HTTP/1.1\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(400);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void head_of_a_stream_gets_no_chunk() throws IOException {
        serve(exchange -> stream(exchange, "one", ""));
        try (RawClient client = connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head().headers()).containsEntry("transfer-encoding", "chunked");
            assertThat(client.get("/").reply().text()).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 255, 256, 4_095, 4_096, 65_536, 1_000_000})
    void a_chunk_may_have_any_length(int length) throws IOException {
        String piece = "x".repeat(length);
        serve(exchange -> stream(exchange, piece, piece + "end"));
        try (RawClient client = connect()) {
            assertThat(client.get("/").reply().text()).isEqualTo(piece + piece + "end");
        }
    }

    @Test
    void a_stream_without_content_ends_all_the_same() throws IOException {
        serve(exchange -> stream(exchange, "", ""));
        try (RawClient client = connect()) {
            assertThat(client.get("/").reply().text()).isEmpty();
            assertThat(client.get("/").reply().text()).isEmpty();
        }
    }

    @Test
    void options_for_the_whole_server_reaches_the_handler() throws IOException {
        serve(exchange -> text(exchange, 200, exchange.method() + " " + exchange.path()));
        try (RawClient client = connect()) {
            client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.reply().text()).isEqualTo("OPTIONS *");
        }
    }

    @Test
    void a_streamed_reply_comes_in_chunks_as_flushed() throws IOException {
        serve(exchange -> {
            try (ResponseStream stream =
                    exchange.stream(200, Headers.of(HeaderName.CONTENT_TYPE, "text/event-stream"))) {
                stream.write(List.of(Slice.utf8("one "), Slice.utf8("two ")));
                stream.flush();
                stream.write(List.of(Slice.utf8("three")));
                stream.end();
            }
        });
        try (RawClient client = connect()) {
            assertThat(client.get("/").head().headers()).containsEntry("content-type", "text/event-stream");
            assertThat(client.chunk()).asString(StandardCharsets.UTF_8).isEqualTo("one two ");
            assertThat(client.chunk()).asString(StandardCharsets.UTF_8).isEqualTo("three");
            assertThat(client.chunk()).isEmpty();
            assertThat(client.get("/").reply().text()).isEqualTo("one two three");
        }
    }

    @Test
    void a_streamed_reply_to_http_1_0_ends_with_the_connection() throws IOException {
        serve(exchange -> {
            try (ResponseStream stream = exchange.stream(200, Headers.NONE)) {
                stream.write(List.of(Slice.utf8("plain")));
                stream.end();
            }
        });
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                    .reply();
            assertThat(reply.headers()).doesNotContainKey("transfer-encoding");
            assertThat(reply.text()).isEqualTo("plain");
        }
    }

    @Test
    void a_stream_that_breaks_off_is_cut_without_its_last_chunk() throws IOException {
        serve(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.NONE);
            stream.write(List.of(Slice.utf8("half")));
            stream.flush();
            throw new IllegalStateException("broken on purpose");
        });
        try (RawClient client = connect()) {
            client.get("/").head();
            assertThat(client.chunk()).asString(StandardCharsets.UTF_8).isEqualTo("half");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_failure_becomes_an_error_body_with_its_status() throws IOException {
        serve(exchange -> {
            throw Failure.of(FailureKind.RATE_LIMITED, "flex_unavailable", "say \"please\"")
                    .withRetryAfter(Duration.ofMillis(1200))
                    .toException();
        });
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.get("/").reply();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.headers()).containsEntry("retry-after", "2");
            assertThat(reply.text())
                    .isEqualTo("{\"error\":{\"message\":\"say \\\"please\\\"\",\"type\":\"rate_limit_error\","
                            + "\"param\":null,\"code\":\"flex_unavailable\"}}");
            assertThat(client.get("/").reply().status()).isEqualTo(429);
        }
    }

    @Test
    void a_defect_becomes_a_500_that_tells_nothing() throws IOException {
        serve(exchange -> {
            throw new IllegalStateException("secret detail");
        });
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.get("/").reply();
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text()).contains("internal_error").doesNotContain("secret detail");
        }
    }

    @Test
    void a_handler_that_forgets_to_answer_is_a_500() throws IOException {
        serve(exchange -> {});
        try (RawClient client = connect()) {
            assertThat(client.get("/").reply().status()).isEqualTo(500);
        }
    }

    @Test
    void an_announced_body_over_the_limit_is_refused_before_it_comes() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n");
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text()).contains("body_too_large", "\"type\":\"invalid_request_error\"");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_chunked_body_is_refused_once_it_is_over_the_limit() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent <= MAX_BODY; sent += 0x10000) {
                client.send(chunk);
            }
            assertThat(client.reply().status()).isEqualTo(413);
        }
    }

    @Test
    void a_head_that_stalls_is_told_so() throws IOException {
        serve(headDeadline(Duration.ofMillis(300)), ServerFixture::echo);
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.send("POST / HTTP/1.1\r\nHo").reply();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.text()).contains("request_timeout", "head");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void a_body_that_stalls_is_told_so() throws IOException {
        serve(bodyDeadline(Duration.ofMillis(300)), ServerFixture::echo);
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
                    .reply();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.text()).contains("request_timeout", "body");
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
