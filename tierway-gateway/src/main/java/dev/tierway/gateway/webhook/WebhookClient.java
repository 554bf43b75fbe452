package dev.tierway.gateway.webhook;

import dev.tierway.core.time.WallClock;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.HttpReply;
import dev.tierway.providers.transport.HttpRequest;
import dev.tierway.providers.transport.HttpTransport;
import dev.tierway.providers.transport.Origin;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.providers.transport.Timeouts;
import dev.tierway.providers.transport.TransportConfig;
import dev.tierway.providers.transport.TransportException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Posts messages to one receiver, signed after <a href="https://www.standardwebhooks.com">Standard Webhooks</a>. Does not
 * follow redirections. Thread-safe.
 */
public final class WebhookClient implements AutoCloseable {
    /** An attempt ends after this, whatever the receiver does. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), PATIENCE, PATIENCE, PATIENCE);

    private final WebhookTarget target;
    private final String path;
    private final HttpTransport transport;
    private final Reaper reaper;
    private final WallClock clock;

    /** @param atOnce messages at the same time, at most */
    public WebhookClient(WebhookTarget target, int atOnce, Reaper reaper, WallClock clock) {
        this.target = target;
        this.path = path(target.url());
        this.reaper = reaper;
        this.clock = clock;
        Origin base = Origin.of(
                URI.create(target.url().getScheme() + "://" + target.url().getRawAuthority()));
        this.transport = new HttpTransport(TransportConfig.of(base, atOnce), reaper);
    }

    private static String path(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    public String name() {
        return target.name();
    }

    /**
     * How an attempt ended.
     *
     * @param status of the answer; 0 when there was none
     * @param text for people: what the receiver did
     */
    public record Answer(int status, String text) {
        private static final int GONE = 410;

        /** Whether the receiver has the message. */
        public boolean taken() {
            return status / 100 == 2;
        }

        /** Whether the receiver wants no more messages, ever. */
        public boolean gone() {
            return status == GONE;
        }
    }

    /**
     * Posts once, and waits for the answer.
     *
     * @param id the same for every attempt to post the same message
     * @param body JSON
     */
    public Answer post(String id, byte[] body, Cancellation cancellation) {
        Instant now = clock.now();
        HttpRequest request = HttpRequest.post(
                path,
                Map.of(
                        "content-type",
                        "application/json",
                        "user-agent",
                        "tierway",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(now.getEpochSecond()),
                        "webhook-signature",
                        target.secret().sign(id, now, body)),
                List.of(Slice.of(body)),
                TIMEOUTS,
                reaper.ticker().nanos() + PATIENCE.toNanos());
        try (HttpReply reply = transport.send(request, cancellation)) {
            return new Answer(reply.status(), "answered " + reply.status());
        } catch (TransportException unreachable) {
            return new Answer(0, "could not be reached: " + unreachable.getMessage());
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
