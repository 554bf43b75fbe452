package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.Observation.Outcome;
import dev.tierway.core.time.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Sends chat requests as streams and times what comes back. Thread-safe; a call blocks its (virtual) thread. */
final class GatewayClient implements AutoCloseable {
    private static final Set<String> EXPIRY_CODES =
            Set.of("deadline_passed", "deadline_unreachable", "flex_unavailable", "expired");
    private static final String[] WORDS = ("time year people way day man thing woman life child world school state"
                    + " family student group country problem hand part place case week company system program question"
                    + " work government number night point home water room mother area money story fact month lot")
            .split(" ", -1);

    private final Target target;
    private final String salt;
    private final Ticker ticker;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * Whom to ask.
     *
     * @param url the gateway's address without a path
     */
    record Target(URI url, String key, String model) {
        @Override
        public String toString() {
            return model + " at " + url;
        }
    }

    /** Sends to {@code target}; prompts of another {@code salt} share no prefix with this client's. */
    GatewayClient(Target target, String salt, Ticker ticker) {
        this.target = target;
        this.salt = salt;
        this.ticker = ticker;
    }

    /**
     * Sends {@code request} and reads its reply to the end. An interrupt leaves the request and gives
     * {@link Outcome#UNFINISHED}.
     *
     * @param dueNanos ticker time from which latency counts
     */
    Observation send(PlannedRequest request, long dueNanos) {
        HttpRequest message = HttpRequest.newBuilder(target.url().resolve("/v1/chat/completions"))
                .header("authorization", "Bearer " + target.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(request)))
                .build();
        try {
            HttpResponse<InputStream> reply = http.send(message, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = reply.body()) {
                return reply.statusCode() == 200
                        ? stream(request, dueNanos, reply, in)
                        : refusal(request, dueNanos, in);
            }
        } catch (InterruptedException left) {
            Thread.currentThread().interrupt();
            return Observation.without(request, Outcome.UNFINISHED, "unfinished", millisSince(dueNanos));
        } catch (IOException broken) {
            boolean left = Thread.currentThread().isInterrupted();
            return Observation.without(
                    request,
                    left ? Outcome.UNFINISHED : Outcome.FAILED,
                    left ? "unfinished" : "connection_failed",
                    millisSince(dueNanos));
        }
    }

    private Observation stream(PlannedRequest request, long dueNanos, HttpResponse<InputStream> reply, InputStream in)
            throws IOException {
        StreamTimes times = new StreamTimes();
        String code = "stream_cut_off";
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("data: [DONE]")) {
                code = "served";
            } else if (line.startsWith("data:")) {
                times.event(ReplyEvent.parse(line.substring("data:".length())), ticker.nanos());
            }
        }
        String failure = times.errorCode;
        return new Observation(
                request,
                failure == null && code.equals("served") ? Outcome.SERVED : Outcome.FAILED,
                failure == null ? code : failure,
                reply.headers().firstValue("x-tierway-tier-served").orElse(""),
                reply.headers()
                        .firstValue("x-tierway-queue-ms")
                        .map(GatewayClient::number)
                        .orElse(Double.NaN),
                times.texts == 0 ? Double.NaN : (times.firstNanos - dueNanos) / 1e6,
                millisSince(dueNanos),
                Arrays.copyOf(times.gapsMicros, Math.max(0, times.texts - 1)),
                times.outputTokens < 0 ? times.texts : times.outputTokens,
                times.cachedTokens);
    }

    private Observation refusal(PlannedRequest request, long dueNanos, InputStream in) throws IOException {
        ReplyEvent error = ReplyEvent.parse(new String(in.readNBytes(64 << 10), StandardCharsets.UTF_8));
        String code = error.errorCode() == null ? "error" : error.errorCode();
        return Observation.without(
                request, EXPIRY_CODES.contains(code) ? Outcome.EXPIRED : Outcome.REFUSED, code, millisSince(dueNanos));
    }

    /** The body of a request; its prompt starts unlike any other, so that no prefix cache serves it. */
    private String body(PlannedRequest request) {
        StringBuilder prompt =
                new StringBuilder(salt).append(' ').append(request.index()).append(':');
        SplittableRandom random = new SplittableRandom(request.index());
        for (int i = 0; i < request.promptTokens(); i++) {
            prompt.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return "{\"model\":\"" + target.model() + "\",\"service_tier\":\""
                + request.tier().wireName()
                + "\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":"
                + request.outputTokens() + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    private double millisSince(long nanos) {
        return (ticker.nanos() - nanos) / 1e6;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static final class StreamTimes {
        private int texts;
        private long firstNanos;
        private long lastNanos;
        private int[] gapsMicros = new int[64];
        private int outputTokens = -1;
        private int cachedTokens;
        private @Nullable String errorCode;

        void event(ReplyEvent event, long now) {
            if (event.text()) {
                if (texts == 0) {
                    firstNanos = now;
                } else {
                    if (texts > gapsMicros.length) {
                        gapsMicros = Arrays.copyOf(gapsMicros, gapsMicros.length * 2);
                    }
                    gapsMicros[texts - 1] = (int) Math.min(Integer.MAX_VALUE, (now - lastNanos) / 1_000);
                }
                lastNanos = now;
                texts++;
            }
            if (event.outputTokens() >= 0) {
                outputTokens = event.outputTokens();
                cachedTokens = event.cachedTokens();
            }
            if (event.errorCode() != null) {
                errorCode = event.errorCode();
            }
        }
    }
}
