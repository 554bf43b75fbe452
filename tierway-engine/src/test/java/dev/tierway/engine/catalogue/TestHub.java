package dev.tierway.engine.catalogue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model hub on the loopback that has one file, honours ranges and can be told to misbehave. */
final class TestHub implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    final List<String> ranges = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile byte[] content;
    private volatile boolean honoursRanges = true;
    private volatile int breakAfter = Integer.MAX_VALUE;

    TestHub(byte[] content) {
        this.content = content;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    HubDownload download() {
        return new HubDownload(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    void content(byte[] bytes) {
        content = bytes;
    }

    /** Answers are cut off after {@code bytes}. */
    void breakAfter(int bytes) {
        breakAfter = bytes;
    }

    void ignoreRanges() {
        honoursRanges = false;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            paths.add(exchange.getRequestURI().getPath());
            Matcher matcher = RANGE.matcher(String.valueOf(range));
            boolean partial = honoursRanges && matcher.matches();
            int from = partial ? Integer.parseInt(matcher.group(1)) : 0;
            byte[] rest = Arrays.copyOfRange(content, from, content.length);
            exchange.sendResponseHeaders(partial ? 206 : 200, rest.length);
            exchange.getResponseBody().write(rest, 0, Math.min(rest.length, breakAfter));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
