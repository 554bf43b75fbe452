package dev.tierway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** However the network cuts a request to pieces, the handler sees the same one. */
class ChunkingTest {
    private static final byte[] REQUESTS = """
            POST /v1/chat/completions?a=b HTTP/1.1
            Host: h
            Authorization: Bearer key
            Content-Length: 26

            {"model":"m","stream":1.5}POST /second HTTP/1.1
            Host: h
            Transfer-Encoding: chunked

            5
            hello
            6;x
             world
            0
            Trailer: t

            GET /third HTTP/1.1
            Host: h

            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final List<String> SEEN = List.of(
            "POST /v1/chat/completions a=b Bearer key {\"model\":\"m\",\"stream\":1.5}",
            "POST /second null null hello world",
            "GET /third null null ");

    private static @Nullable HttpServer server;

    @BeforeContainer
    static void start() {
        server = HttpServer.start(ServerFixture.config(), ChunkingTest::describe);
    }

    @AfterContainer
    static void stop() {
        java.util.Objects.requireNonNull(server).close();
    }

    private static void describe(Exchange exchange) {
        String seen = exchange.method() + " " + exchange.path() + " " + exchange.query() + " "
                + exchange.header("authorization") + " " + new String(exchange.body(), StandardCharsets.UTF_8);
        exchange.respond(200, Headers.NONE, List.of(Slice.utf8(seen)));
    }

    @Property(tries = 300)
    void any_cutting_gives_the_same_exchanges(@ForAll @Size(max = 12) List<@IntRange(min = 1, max = 60) Integer> pieces)
            throws IOException {
        try (RawClient client =
                RawClient.connect(java.util.Objects.requireNonNull(server).address())) {
            int at = 0;
            for (int piece : pieces) {
                int end = Math.min(REQUESTS.length, at + piece);
                client.send(Arrays.copyOfRange(REQUESTS, at, end));
                at = end;
            }
            client.send(Arrays.copyOfRange(REQUESTS, at, REQUESTS.length));
            for (String expected : SEEN) {
                assertThat(client.reply().text()).isEqualTo(expected);
            }
        }
    }

    @Property(tries = 1)
    void byte_by_byte_gives_the_same_exchanges() throws IOException {
        any_cutting_gives_the_same_exchanges(java.util.Collections.nCopies(REQUESTS.length, 1));
    }
}
