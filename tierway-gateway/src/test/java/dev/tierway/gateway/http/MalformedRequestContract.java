package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that two parties could read differently never reach a handler, and nothing after them does either. */
abstract class MalformedRequestContract extends ServerFixture {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private final AtomicInteger handled = new AtomicInteger();

    static Stream<Arguments> malformed() {
        String post = "POST / HTTP/1.1\r\nHost: h\r\n";
        return Stream.of(
                arguments(
                        "length and chunked",
                        post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments(
                        "chunked and length",
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
                arguments("two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                arguments("the same length twice", post + "Content-Length: 3\r\ncontent-length: 3\r\n\r\nabc"),
                arguments("two lengths in one", post + "Content-Length: 3, 3\r\n\r\nabc"),
                arguments(
                        "two lengths in HTTP/1.0",
                        "POST / HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nab"),
                arguments("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments("signed length", post + "Content-Length: +3\r\n\r\nabc"),
                arguments("negative length", post + "Content-Length: -3\r\n\r\nabc"),
                arguments("hexadecimal length", post + "Content-Length: 0x3\r\n\r\nabc"),
                arguments("huge length", post + "Content-Length: 99999999999999999999\r\n\r\nabc"),
                arguments("empty length", post + "Content-Length:\r\n\r\nabc"),
                arguments("chunked not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                arguments("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                arguments("folded header", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"),
                arguments("folded first header", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
                arguments("folded by a tab", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n"),
                arguments("bare LF after a header", "GET / HTTP/1.1\r\nHost: h\nX: a\r\n\r\n"),
                arguments("bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
                arguments("bare CR in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n"),
                arguments("bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("space before the colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
                arguments("header without a colon", "GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n"),
                arguments("header without a name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n"),
                arguments("NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"),
                arguments("NUL in a name", "GET / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"),
                arguments("no host", "GET / HTTP/1.1\r\nX: a\r\n\r\n"),
                arguments("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                arguments("two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("tab in the request line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("no version", "GET /\r\nHost: h\r\n\r\n"),
                arguments("wrong version", "GET / HTTP/1.1x\r\nHost: h\r\n\r\n"),
                arguments("method with a comma", "GE,T / HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("broken escape", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("escape cut short", "GET /%4 HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("escaped NUL", "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("escapes that are no UTF-8", "GET /%ff HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("relative target", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"),
                arguments("chunk size of nothing", post + "Transfer-Encoding: chunked\r\n\r\n\r\n"),
                arguments("chunk size with a sign", post + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"),
                arguments("chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"),
                arguments("chunk size overflow", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
                arguments("chunk longer than said", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
                arguments("bare LF after a chunk size", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
                arguments("TLS on a plain port", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void is_refused_and_the_connection_closed(String name, String bytes) throws IOException {
        serveCounting();
        try (RawClient client = connect()) {
            client.send((bytes + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1));
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("malformed_http").doesNotContain("xception");
            assertThat(reply.headers()).containsEntry("connection", "close");
            assertThat(client.closedByServer()).isTrue();
        }
        assertThat(handled).hasValue(0);
    }

    @Test
    void a_coding_that_is_not_understood_is_said_so() throws IOException {
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
                .isEqualTo(501);
    }

    @Test
    void an_unknown_version_is_said_so() throws IOException {
        assertThat(statusOf("GET / HTTP/1.2\r\nHost: h\r\n\r\n")).isEqualTo(505);
        assertThat(statusOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEqualTo(505);
    }

    @Test
    void an_unknown_expectation_is_said_so() throws IOException {
        assertThat(statusOf("POST / HTTP/1.1\r\nHost: h\r\nExpect: wonders\r\nContent-Length: 1\r\n\r\n"))
                .isEqualTo(417);
    }

    @Test
    void a_target_that_is_too_long_is_said_so() throws IOException {
        assertThat(statusOf("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
                .isEqualTo(414);
    }

    @Test
    void headers_that_are_too_large_are_said_so() throws IOException {
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(10_000) + "\r\n"))
                .isEqualTo(431);
    }

    @Test
    void a_configured_limit_of_the_head_is_kept() throws IOException {
        serve(maxHead(1024), ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(900) + "\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.reply().text()).isEqualTo("ok");

            client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(1100) + "\r\n\r\n");
            RawClient.Reply tooLarge = client.reply();
            assertThat(tooLarge.status()).isEqualTo(431);
            assertThat(tooLarge.text()).contains("larger than 1024 bytes");
        }
        try (RawClient client = connect()) {
            client.get("/" + "a".repeat(1100));
            RawClient.Reply tooLong = client.reply();
            assertThat(tooLong.status()).isEqualTo(414);
            assertThat(tooLong.text()).contains("longer than 1024 bytes");
        }
    }

    @Test
    void a_body_of_an_old_web_socket_handshake_is_not_swallowed() throws IOException {
        assertThat(statusOf("GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"
                        + SMUGGLED))
                .isEqualTo(400);
    }

    @Test
    void empty_lines_before_a_request_are_skipped() throws IOException {
        serve(ServerFixture::echo);
        try (RawClient client = connect()) {
            client.send("\r\n\r\n").post("/", "a");
            assertThat(client.reply().text()).isEqualTo("a");
            client.send("\r\n").post("/", "b");
            assertThat(client.reply().text()).isEqualTo("b");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void random_damage_to_a_head_leaks_nothing(long seed) throws IOException {
        serve(ServerFixture::echo);
        SplittableRandom random = new SplittableRandom(seed);
        String whole = "POST /v1/chat HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer k\r\nContent-Length: 5\r\n\r\nhello";
        for (int round = 0; round < 150; round++) {
            byte[] bytes = whole.getBytes(StandardCharsets.ISO_8859_1);
            for (int damage = 1 + random.nextInt(4); damage > 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try (RawClient client = connect()) {
                client.send(bytes).finishSending();
                client.drain();
            }
        }
        try (RawClient client = connect()) {
            assertThat(client.post("/", "still here").reply().text()).isEqualTo("still here");
        }
    }

    private int statusOf(String bytes) throws IOException {
        serveCounting();
        try (RawClient client = connect()) {
            RawClient.Reply reply = client.send(bytes).reply();
            assertThat(client.closedByServer()).isTrue();
            assertThat(handled).hasValue(0);
            return reply.status();
        } finally {
            server().close();
        }
    }

    private void serveCounting() {
        serve(exchange -> {
            handled.incrementAndGet();
            echo(exchange);
        });
    }
}
