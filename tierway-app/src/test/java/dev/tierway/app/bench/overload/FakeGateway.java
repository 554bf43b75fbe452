package dev.tierway.app.bench.overload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Answers as a gateway would, by a rule for each tier: reserved is refused for want of a reservation, flex expires, batch
 * never answers, priority breaks off, everything else is served with three tokens.
 */
final class FakeGateway implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch never = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> bodies() {
        return List.copyOf(bodies);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            if (body.contains("\"service_tier\":\"reserved\"")) {
                refuse(exchange, 400, "no_reservation");
            } else if (body.contains("\"service_tier\":\"flex\"")) {
                refuse(exchange, 429, "flex_unavailable");
            } else if (body.contains("\"service_tier\":\"batch\"")) {
                awaitEnd();
            } else if (body.contains("\"service_tier\":\"priority\"")) {
                stream(exchange, "data: {\"error\":{\"code\":\"backend_failed\"}}\n\n");
            } else {
                stream(
                        exchange,
                        "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3,\"prompt_tokens_details\":"
                                + "{\"cached_tokens\":2}}}\n\ndata: [DONE]\n\n");
            }
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("{\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void stream(HttpExchange exchange, String end) throws IOException {
        exchange.getResponseHeaders().add("x-tierway-tier-served", "default");
        exchange.getResponseHeaders().add("x-tierway-queue-ms", "1.5");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String word : List.of("One", " two", " three")) {
            String event = "data: {\"choices\":[{\"delta\":{\"content\":\"" + word + "\"}}]}\n\n";
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        out.write(end.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitEnd() {
        try {
            never.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        never.countDown();
        server.stop(0);
    }
}
