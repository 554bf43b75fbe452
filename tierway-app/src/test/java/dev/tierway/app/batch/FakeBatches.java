package dev.tierway.app.batch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** The files and batches of a gateway as a test tells them: each look at the batch finds it one step further. */
final class FakeBatches implements AutoCloseable {
    static final String KEY = "tw-shop-0123456789abcdef";
    static final String ID = "batch_01";

    /** A look that finds no gateway. */
    static final String AWAY = "away";

    private final HttpServer server;
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Deque<String> steps = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch cancels = new CountDownLatch(1);
    private String last = batch("validating", 0, 0, 0);
    private String cancelled = "";

    FakeBatches() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString();
    }

    Map<String, String> environment() {
        return Map.of("TIERWAY_URL", url(), "TIERWAY_API_KEY", KEY);
    }

    /** What the next looks find; the last of these stays. */
    synchronized FakeBatches finds(String... batches) {
        steps.addAll(List.of(batches));
        return this;
    }

    /** What the batch becomes when it is cancelled, and stays. */
    synchronized FakeBatches whenCancelled(String batch) {
        cancelled = batch;
        return this;
    }

    FakeBatches file(String id, String content) {
        files.put(id, content);
        return this;
    }

    /** Method and path of every request so far, and its body unless that was a file. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** The bodies of the uploads, multipart and all. */
    String upload() {
        return files.getOrDefault("upload", "");
    }

    /** Waits until somebody has looked at the batch. */
    void awaitLook() throws InterruptedException {
        looked.await();
    }

    /** Waits until somebody has cancelled the batch. */
    void awaitCancel() throws InterruptedException {
        cancels.await();
    }

    static String batch(String status, int total, int completed, int failed) {
        return batch(status, total, completed, failed, "");
    }

    /** @param members further ones, each with a comma at its end */
    static String batch(String status, int total, int completed, int failed, String members) {
        return """
                {"id": "%s", "object": "batch", "endpoint": "/v1/chat/completions", "model": "m", "status": "%s",
                 "input_file_id": "file-in", "created_at": 1763800000, %s
                 "request_counts": {"total": %d, "completed": %d, "failed": %d},
                 "usage": {"input_tokens": 30, "output_tokens": 12, "total_tokens": 42},
                 "tierway": {"cost_usd": 0.000001230}}""".formatted(ID, status, members, total, completed, failed);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean upload = path.equals("/v1/files");
            synchronized (this) {
                requests.add(exchange.getRequestMethod() + " " + path + (upload || body.isEmpty() ? "" : " " + body));
            }
            if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("authorization"))) {
                reply(exchange, 401, "{\"error\": {\"message\": \"no such key\"}}");
            } else if (upload) {
                files.put("upload", body);
                reply(exchange, 200, "{\"id\": \"file-in\", \"object\": \"file\"}");
            } else if (path.startsWith("/v1/files/")) {
                String content = files.get(path.substring("/v1/files/".length(), path.lastIndexOf('/')));
                reply(exchange, content == null ? 404 : 200, content == null ? "{}" : content);
            } else if (path.startsWith("/v1/batches?")) {
                reply(exchange, 200, "{\"object\": \"list\", \"data\": [" + look() + "]}");
            } else {
                batches(exchange, path);
            }
        }
    }

    private void batches(HttpExchange exchange, String path) throws IOException {
        if (path.endsWith("/cancel")) {
            cancel();
        } else if (!path.equals("/v1/batches") && !path.equals("/v1/batches/" + ID)) {
            reply(exchange, 404, "{\"error\": {\"message\": \"no batch '" + path.substring(12) + "'\"}}");
            return;
        }
        String batch = path.equals("/v1/batches") ? last : look();
        reply(exchange, batch.equals(AWAY) ? 503 : 200, batch.equals(AWAY) ? "{}" : batch);
        if (!path.equals("/v1/batches")) {
            looked.countDown();
        }
        if (path.endsWith("/cancel")) {
            cancels.countDown();
        }
    }

    private synchronized void cancel() {
        steps.clear();
        steps.add(cancelled);
    }

    private synchronized String look() {
        last = steps.isEmpty() ? last : steps.poll();
        return last;
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
