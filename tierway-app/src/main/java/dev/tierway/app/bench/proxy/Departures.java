package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Clients that leave in the middle, and how long their requests live on at the upstream. */
final class Departures {
    private static final long MILLIS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int RATE = 1;
    private static final int LONG = 60;
    private static final int NEVER_MILLIS = 60_000;
    private static final int GIVE_UP_SECONDS = 60;
    private static final long AFTERWARDS = TimeUnit.SECONDS.toNanos(1);

    private final LoadClient client;
    private final Target target;
    private final URI upstream;

    /**
     * What became of the requests of clients that left.
     *
     * @param cancelled nanoseconds from leaving to the upstream's notice
     * @param notCancelled those that were still running at the upstream when looked at last
     * @param neverSeen those that never reached the upstream
     */
    record Outcome(Histogram cancelled, int notCancelled, int neverSeen) {}

    /** @param upstream the mock itself, whose log is read */
    Departures(LoadClient client, Target target, URI upstream) {
        this.client = client;
        this.target = target;
        this.upstream = upstream;
    }

    /**
     * Half of {@code count} clients leave while they wait for the first byte, half after the first event of a stream at one
     * event a second.
     *
     * @param firstId ids of the requests start here
     */
    Outcome run(int count, int firstId, long patienceMillis) throws IOException, InterruptedException {
        Map<Integer, Long> left = new HashMap<>();
        CompletableFuture<Void> allLeft = new CompletableFuture<>();
        client.loop().execute(() -> {
            for (int i = 0; i < count; i++) {
                boolean waiting = i % 2 == 0;
                MockScript script = new MockScript(firstId + i, waiting ? NEVER_MILLIS : 10, RATE, LONG, 200);
                leaveLater(script, 300 + 10L * i, left);
            }
            client.after(MILLIS * (400 + 10L * count), () -> allLeft.complete(null));
        });
        allLeft.join();
        return await(left, patienceMillis);
    }

    /**
     * {@code count} clients leave while their requests queue behind {@code slots} that fill the deployment; 100 ms later
     * the slots come free. Nobody should reach the upstream then.
     */
    Outcome queued(int slots, int count, int firstId) throws IOException, InterruptedException {
        List<LoadClient.Call> filling = new ArrayList<>();
        Map<Integer, Long> queued = new HashMap<>();
        CompletableFuture<Void> allLeft = new CompletableFuture<>();
        Runnable freeSlots = () -> {
            filling.forEach(LoadClient.Call::leave);
            client.after(AFTERWARDS, () -> allLeft.complete(null));
        };
        Runnable queueUp = () -> {
            for (int i = 0; i < count; i++) {
                leaveLater(new MockScript(firstId + i, 10, RATE, LONG, 200), 600, queued);
            }
            client.after(MILLIS * 700, freeSlots);
        };
        FirstEvents filled = new FirstEvents(slots, queueUp);
        client.loop().execute(() -> {
            for (int i = 0; i < slots; i++) {
                MockScript script = new MockScript(firstId + count + i, 10, RATE, LONG, 200);
                filling.add(client.send(target, target.request(script, true, 512), filled.next()));
            }
        });
        try {
            allLeft.get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the gateway's " + slots + " slots could not be filled", e);
        }
        return outcome(queued);
    }

    private void leaveLater(MockScript script, long millis, Map<Integer, Long> left) {
        LoadClient.Call call = client.send(target, target.request(script, true, 512), new Ignoring());
        client.after(MILLIS * millis, () -> {
            left.put(script.id(), System.nanoTime());
            call.leave();
        });
    }

    private Outcome await(Map<Integer, Long> left, long patienceMillis) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        Outcome outcome = outcome(left);
        while (outcome.notCancelled() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(200);
            outcome = outcome(left);
        }
        return outcome;
    }

    private Outcome outcome(Map<Integer, Long> left) throws IOException, InterruptedException {
        Map<Integer, Long> noticed = new HashMap<>();
        for (String line : log().lines().toList()) {
            int first = line.indexOf(' ');
            int last = line.lastIndexOf(' ');
            noticed.put(Integer.valueOf(line.substring(0, first)), Long.valueOf(line.substring(last + 1)));
        }
        Histogram cancelled = new Histogram(1, TimeUnit.MINUTES.toNanos(10), 3);
        int running = 0;
        int neverSeen = 0;
        for (Map.Entry<Integer, Long> entry : left.entrySet()) {
            Long at = noticed.get(entry.getKey());
            if (at == null) {
                neverSeen++;
            } else if (at == 0) {
                running++;
            } else {
                Tally.record(cancelled, at - entry.getValue());
            }
        }
        return new Outcome(cancelled, running, neverSeen);
    }

    private String log() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(upstream.resolve(MockConnection.LOG_PATH))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Waits until each of some streams has begun. Confined to the client's loop. */
    private static final class FirstEvents {
        private final Runnable then;
        private int missing;

        FirstEvents(int streams, Runnable then) {
            missing = streams;
            this.then = then;
        }

        ReplyListener next() {
            return new ReplyListener() {
                private boolean begun;

                @Override
                public void body(ByteBuf part) {
                    if (!begun) {
                        begun = true;
                        if (--missing == 0) {
                            then.run();
                        }
                    }
                }

                @Override
                public void end() {}

                @Override
                public void failed(String reason) {}
            };
        }
    }

    private static final class Ignoring implements ReplyListener {
        @Override
        public void body(ByteBuf part) {}

        @Override
        public void end() {}

        @Override
        public void failed(String reason) {}
    }
}
