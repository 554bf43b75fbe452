package dev.tierway.gateway.batch.micro;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.admin.QueryParameters;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.batch.run.LineOutcomeJson;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.http.HttpHandler;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.StoredLine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/micro_batches}: single submissions that are grouped into batches. Thread-safe. */
public final class MicroBatchRoutes implements HttpHandler {
    /** The one path that is not below {@link #PREFIX}. */
    public static final String PATH = "/v1/micro_batches";

    public static final String PREFIX = PATH + "/";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Authenticator authenticator;
    private final MicroBatches batches;
    private final Ticker ticker;

    public MicroBatchRoutes(Authenticator authenticator, MicroBatches batches, Ticker ticker) {
        this.authenticator = authenticator;
        this.batches = batches;
        this.ticker = ticker;
    }

    @Override
    public void handle(Exchange exchange) {
        Principal principal = authenticator.authenticate(exchange.header("authorization"));
        String path = exchange.path();
        String method = path.equals(PATH) ? "POST" : "GET";
        if (!exchange.method().equals(method)) {
            throw Failure.of(
                            FailureKind.METHOD_NOT_ALLOWED,
                            "method_not_allowed",
                            path + " takes " + method + ", not " + exchange.method())
                    .toException();
        }
        if (path.equals(PATH)) {
            StoredLine stored = batches.submit(principal, exchange.body());
            exchange.respond(202, Headers.JSON, List.of(Slice.utf8(JsonReply.text(json -> write(json, stored)))));
        } else {
            one(exchange, principal.project().name(), path.substring(PREFIX.length()));
        }
    }

    private void one(Exchange exchange, String project, String id) {
        Duration wait = QueryParameters.parse(exchange.query(), Set.of("wait"))
                .one("wait")
                .map(MicroBatchRoutes::span)
                .orElse(Duration.ZERO);
        StoredLine line = settled(exchange, project, id, ticker.nanos() + wait.toNanos());
        JsonReply.send(exchange, json -> write(json, line));
    }

    private static Duration span(String text) {
        return ConfigFormats.DURATION
                .parse(text)
                .filter(it -> it.compareTo(LONGEST_WAIT) <= 0)
                .orElseThrow(() -> QueryParameters.invalid(
                        "wait", "'wait' must be a span of at most 60s, like 30s, not '" + text + "'"));
    }

    /** The line once it has its result, or as it stands when the time is up or the client left. */
    private StoredLine settled(Exchange exchange, String project, String id, long untilNanos) {
        CountDownLatch gone = new CountDownLatch(1);
        exchange.onClientGone(gone::countDown);
        long pause = FIRST_PAUSE.toNanos();
        while (true) {
            StoredLine line = batches.find(project, id).orElseThrow(() -> unknown(id));
            long left = untilNanos - ticker.nanos();
            boolean settled = switch (line.state()) {
                case DONE, FAILED -> true;
                case WAITING, RUNNING -> false;
            };
            if (settled || left <= 0 || left(gone, Math.min(left, pause))) {
                return line;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        }
    }

    private static boolean left(CountDownLatch gone, long nanos) {
        try {
            return gone.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static FailureException unknown(String id) {
        return new Failure(
                        FailureKind.NOT_FOUND,
                        "micro_batch_not_found",
                        "No submission found with id '" + id + "'; results are kept as long as output files.",
                        "id",
                        null)
                .toException();
    }

    private static void write(JsonGenerator json, StoredLine line) {
        json.writeStartObject();
        json.writeStringProperty("id", line.requestId());
        json.writeStringProperty("object", "micro_batch.request");
        json.writeStringProperty("batch_id", line.batchId());
        json.writeStringProperty("custom_id", line.customId());
        json.writeStringProperty("status", status(line.state()));
        LineOutcomeJson.write(json, line.requestId(), line.outcome().orElse(null));
        json.writeEndObject();
    }

    private static String status(LineState state) {
        return switch (state) {
            case WAITING -> "queued";
            case RUNNING -> "in_progress";
            case DONE -> "completed";
            case FAILED -> "failed";
        };
    }
}
