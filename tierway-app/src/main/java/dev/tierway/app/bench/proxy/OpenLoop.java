package dev.tierway.app.bench.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Requests at a fixed rate, whatever becomes of them; each latency counts from when the request was due, so that a stall
 * shows in all requests it delayed.
 */
final class OpenLoop {
    private final LoadClient client;
    private final Target target;
    private final byte[] request;
    private final Tally tally;
    private final Rate rate;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long startNanos;
    private int sent;
    private int open;

    /** {@code perSecond} requests a second, {@code total} in all. */
    record Rate(int perSecond, int total) {
        private long dueNanos(int number) {
            return number * TimeUnit.SECONDS.toNanos(1) / perSecond;
        }
    }

    private OpenLoop(LoadClient client, Target target, byte[] request, Tally tally, Rate rate) {
        this.client = client;
        this.target = target;
        this.request = request;
        this.tally = tally;
        this.rate = rate;
    }

    static void run(LoadClient client, Target target, byte[] request, Tally tally, Rate rate) {
        OpenLoop loop = new OpenLoop(client, target, request, tally, rate);
        client.loop().execute(() -> {
            loop.startNanos = System.nanoTime();
            loop.sendDue();
        });
        loop.done.join();
    }

    private void sendDue() {
        long now = System.nanoTime();
        while (sent < rate.total() && startNanos + rate.dueNanos(sent) <= now) {
            open++;
            client.send(target, request, new WholeReply(startNanos + rate.dueNanos(sent++), tally, this::ended));
        }
        if (sent < rate.total()) {
            client.after(startNanos + rate.dueNanos(sent) - System.nanoTime(), this::sendDue);
        }
    }

    private void ended() {
        open--;
        if (open == 0 && sent == rate.total()) {
            done.complete(null);
        }
    }
}
