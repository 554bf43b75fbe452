package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.HeaderMap;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.ResponseStream;
import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An exchange without a network; what it sends is read when the serving thread is done, or by latch. */
final class MemoryExchange implements Exchange {
    private final Map<String, String> requestHeaders = new TreeMap<>();
    private final byte[] body;
    private final StringBuilder sent = new StringBuilder();
    private final CountDownLatch firstWrite = new CountDownLatch(1);

    private int status;
    private Map<String, String> headers = Map.of();
    private long arrivedNanos = System.nanoTime();
    private Runnable onWrite = () -> {};
    private boolean ended;
    private boolean gone;
    private @Nullable Runnable onGone;

    MemoryExchange(String body) {
        this.body = body.getBytes(StandardCharsets.UTF_8);
        with("authorization", "Bearer key");
    }

    MemoryExchange with(String header, String value) {
        requestHeaders.put(header, value);
        return this;
    }

    /** On a ticker other than the system's. */
    MemoryExchange arrivedAt(long nanos) {
        arrivedNanos = nanos;
        return this;
    }

    /** Runs {@code action} before whatever is sent. */
    MemoryExchange onWrite(Runnable action) {
        onWrite = action;
        return this;
    }

    /** The client closes its connection. */
    void leave() {
        Runnable action;
        synchronized (this) {
            gone = true;
            action = onGone;
        }
        if (action != null) {
            action.run();
        }
    }

    void awaitFirstWrite() throws InterruptedException {
        firstWrite.await();
    }

    synchronized int status() {
        return status;
    }

    synchronized Map<String, String> headers() {
        return headers;
    }

    synchronized String sent() {
        return sent.toString();
    }

    /** Whether a reply was sent to its proper end. */
    synchronized boolean ended() {
        return ended;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public @Nullable String header(String name) {
        return requestHeaders.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public long arrivedNanos() {
        return arrivedNanos;
    }

    @Override
    public void onClientGone(Runnable action) {
        boolean already;
        synchronized (this) {
            onGone = action;
            already = gone;
        }
        if (already) {
            action.run();
        }
    }

    @Override
    public synchronized boolean clientGone() {
        return gone;
    }

    @Override
    public synchronized void respond(int newStatus, Headers newHeaders, List<Slice> parts) {
        onWrite.run();
        status = newStatus;
        headers = HeaderMap.of(newHeaders);
        parts.forEach(sent::append);
        ended = true;
        firstWrite.countDown();
    }

    @Override
    public synchronized ResponseStream stream(int newStatus, Headers newHeaders) {
        status = newStatus;
        headers = HeaderMap.of(newHeaders);
        return new ResponseStream() {
            @Override
            public void write(List<Slice> parts) {
                onWrite.run();
                synchronized (MemoryExchange.this) {
                    if (gone) {
                        throw Failure.of(FailureKind.CLIENT_GONE, "client_gone", "the client left")
                                .toException();
                    }
                    parts.forEach(sent::append);
                }
                firstWrite.countDown();
            }

            @Override
            public void flush() {}

            @Override
            public void end() {
                synchronized (MemoryExchange.this) {
                    ended = true;
                }
            }

            @Override
            public void close() {}
        };
    }
}
