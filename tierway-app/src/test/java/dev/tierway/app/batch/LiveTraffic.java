package dev.tierway.app.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** People who ask a gateway one thing after the other while something else goes on, and what they felt. Thread-safe. */
final class LiveTraffic implements AutoCloseable {
    private static final int MOST_TOKENS = 24;

    private final URI gateway;
    private final Duration every;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Felt> felt = new ArrayList<>();
    private final Thread caller = Thread.ofVirtual().unstarted(this::call);
    private volatile boolean over;

    /** Milliseconds to the first token, and between tokens on average. */
    record Felt(double ttft, double tbt) {}

    /** Asks as soon as there is an answer, but no sooner than {@code every}. */
    LiveTraffic(URI gateway, Duration every) {
        this.gateway = gateway;
        this.every = every;
        caller.start();
    }

    private synchronized void answered(Felt answer) {
        felt.add(answer);
        notifyAll();
    }

    /** Waits until so many answers came since they were taken. */
    synchronized void awaitAnswers(int count) throws InterruptedException {
        while (felt.size() < count) {
            wait();
        }
    }

    /** What was felt since the last time. */
    synchronized List<Felt> taken() {
        List<Felt> taken = List.copyOf(felt);
        felt.clear();
        return taken;
    }

    static String text(String when, List<Felt> felt) {
        return String.format(
                Locale.ROOT,
                "%-12s %4d answers  TTFT p50 %7.1f ms  p99 %7.1f ms  TBT mean %6.1f ms  p99 %6.1f ms",
                when,
                felt.size(),
                quantile(felt.stream().map(Felt::ttft), 0.5),
                quantile(felt.stream().map(Felt::ttft), 0.99),
                felt.stream().mapToDouble(Felt::tbt).average().orElse(Double.NaN),
                quantile(felt.stream().map(Felt::tbt), 0.99));
    }

    private static double quantile(Stream<Double> values, double share) {
        List<Double> sorted = values.sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
    }

    private void call() {
        for (int number = 0; !over; number++) {
            long begun = System.nanoTime();
            try {
                ask(number, begun);
            } catch (IOException broken) {
                // The gateway was killed meanwhile: nobody felt how fast it was.
            } catch (InterruptedException ended) {
                return;
            }
            LockSupport.parkNanos(every.toNanos() - (System.nanoTime() - begun));
        }
    }

    private void ask(int number, long begun) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> reply = http.send(
                HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
                        .header("authorization", "Bearer " + ProofRun.KEY)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + ProofRun.MODEL
                                + "\",\"stream\":true,\"service_tier\":\"priority\",\"max_tokens\":" + MOST_TOKENS
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + number
                                + ": tell me something short about the sea\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        long first = 0;
        long last = 0;
        int tokens = 0;
        try (Stream<String> lines = reply.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.contains("\"content\":\"") && !line.contains("\"content\":\"\"")) {
                    last = System.nanoTime();
                    first = tokens == 0 ? last : first;
                    tokens++;
                }
            }
        } catch (UncheckedIOException cut) {
            throw new IOException(cut);
        }
        if (reply.statusCode() == 200 && tokens > 1) {
            answered(new Felt((first - begun) / 1e6, (last - first) / 1e6 / (tokens - 1)));
        }
    }

    @Override
    public void close() {
        over = true;
        caller.interrupt();
        http.shutdownNow();
    }
}
