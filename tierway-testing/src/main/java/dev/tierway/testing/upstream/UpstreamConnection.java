package dev.tierway.testing.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: a thread answers, another keeps reading so that a client that leaves is noticed at once.
 * Requests are taken one at a time.
 */
final class UpstreamConnection {
    private final FakeUpstream upstream;
    private final Socket socket;
    private final int number;
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private final Semaphore requestsReady = new Semaphore(0);
    private final Semaphore readerMayGoOn = new Semaphore(0);
    private volatile @Nullable RecordedRequest received;
    private volatile boolean busy;

    UpstreamConnection(FakeUpstream upstream, Socket socket, int number) {
        this.upstream = upstream;
        this.socket = socket;
        this.number = number;
    }

    void run() {
        Thread.ofVirtual().start(this::read);
        try {
            socket.setTcpNoDelay(true);
            while (true) {
                requestsReady.acquire();
                RecordedRequest request = received;
                if (request == null) {
                    return;
                }
                received = null;
                busy = true;
                Script script = upstream.begin(request);
                readerMayGoOn.release();
                answer(script);
            }
        } catch (IOException | InterruptedException ended) {
            // The connection is over.
        } finally {
            close();
        }
    }

    private void answer(Script script) throws IOException, InterruptedException {
        boolean whole = false;
        try {
            for (Script.Step step : script.steps()) {
                perform(step);
            }
            whole = true;
        } finally {
            busy = false;
            if (whole) {
                upstream.finished();
            } else {
                upstream.cancelled();
            }
        }
    }

    private void perform(Script.Step step) throws IOException, InterruptedException {
        switch (step) {
            case Script.Step.Send(byte[] bytes) -> {
                socket.getOutputStream().write(bytes);
            }
            case Script.Step.Await(CountDownLatch gate) -> awaitGate(gate);
            case Script.Step.Pause(var duration) -> {
                if (clientGone.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IOException("client gone");
                }
            }
            case Script.Step.Stall() -> {
                clientGone.await();
                throw new IOException("client gone");
            }
            case Script.Step.Reset() -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case Script.Step.Close() -> socket.close();
        }
    }

    private void awaitGate(CountDownLatch gate) throws IOException, InterruptedException {
        CountDownLatch either = new CountDownLatch(1);
        Thread opened = release(gate, either);
        Thread left = release(clientGone, either);
        either.await();
        opened.interrupt();
        left.interrupt();
        if (gate.getCount() > 0) {
            throw new IOException("client gone");
        }
    }

    private static Thread release(CountDownLatch when, CountDownLatch then) {
        return Thread.ofVirtual().start(() -> {
            try {
                when.await();
                then.countDown();
            } catch (InterruptedException notNeeded) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void read() {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                RecordedRequest request = request(in);
                if (request == null) {
                    return;
                }
                received = request;
                requestsReady.release();
                readerMayGoOn.acquire();
            }
        } catch (IOException | InterruptedException ended) {
            // The connection is over.
        } finally {
            clientGone.countDown();
            requestsReady.release();
        }
    }

    private @Nullable RecordedRequest request(InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            return null;
        }
        int afterMethod = requestLine.indexOf(' ');
        return new RecordedRequest(
                requestLine.substring(0, afterMethod),
                requestLine.substring(afterMethod + 1, requestLine.lastIndexOf(' ')),
                headers,
                body,
                number);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8).stripTrailing();
            }
            line.write(b);
        }
        return null;
    }

    /** Returns once nothing more can be received on it, unless a request is being answered. */
    void closeIfIdle() {
        if (!busy) {
            close();
            try {
                clientGone.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        upstream.gone(this);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Closed either way.
        }
    }
}
