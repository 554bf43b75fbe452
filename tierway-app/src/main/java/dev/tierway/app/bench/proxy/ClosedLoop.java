package dev.tierway.app.bench.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Callers that each send the next request once the last is answered. One caller gives latency, many give saturation. */
final class ClosedLoop {
    private final LoadClient client;
    private final Target target;
    private final byte[] request;
    private final Tally tally;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final long endNanos;
    private int callers;

    private ClosedLoop(LoadClient client, Target target, byte[] request, Tally tally, long nanos) {
        this.client = client;
        this.target = target;
        this.request = request;
        this.tally = tally;
        endNanos = System.nanoTime() + nanos;
    }

    /** Runs {@code callers} for {@code millis} and waits for the last answers. */
    static void run(LoadClient client, Target target, Load load, Tally tally) {
        ClosedLoop loop = new ClosedLoop(
                client, target, load.request(target), tally, TimeUnit.MILLISECONDS.toNanos(load.millis()));
        client.loop().execute(() -> {
            loop.callers = load.callers();
            for (int i = 0; i < load.callers(); i++) {
                loop.next();
            }
        });
        loop.done.join();
    }

    /**
     * What the callers send.
     *
     * @param bodyBytes size of each request's body
     */
    record Load(int callers, int bodyBytes, MockScript script, long millis) {
        byte[] request(Target target) {
            return target.request(script, false, bodyBytes);
        }
    }

    private void next() {
        long start = System.nanoTime();
        if (start >= endNanos) {
            if (--callers == 0) {
                done.complete(null);
            }
            return;
        }
        client.send(target, request, new WholeReply(start, tally, this::next));
    }
}
