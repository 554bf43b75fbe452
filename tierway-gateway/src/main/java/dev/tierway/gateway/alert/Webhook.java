package dev.tierway.gateway.alert;

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
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Posts alerts to one receiver, signed after Standard Webhooks, and tries again with longer and longer pauses until one is
 * taken. Blocks its caller meanwhile: put it behind an {@link AlertQueue}, whose close interrupts it.
 */
public final class Webhook implements Consumer<Alert>, AutoCloseable {
    /** Pauses before the second and later attempts. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));

    private static final System.Logger LOG = System.getLogger(Webhook.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), PATIENCE, PATIENCE, PATIENCE);
    private static final int GONE = 410;

    private final String name;
    private final String target;
    private final WebhookSecret secret;
    private final HttpTransport transport;
    private final Reaper reaper;
    private final WallClock clock;
    private final Consumer<Duration> pause;
    private boolean gone;

    /**
     * Where and how to post.
     *
     * @param name for the log; the URL itself may hold a secret
     */
    public record Target(String name, URI url, WebhookSecret secret) {}

    public Webhook(Target target, Reaper reaper, WallClock clock) {
        this(target, reaper, clock, Webhook::park);
    }

    /** @param pause waits; returns early when its thread is interrupted */
    Webhook(Target target, Reaper reaper, WallClock clock, Consumer<Duration> pause) {
        this.name = target.name();
        this.secret = target.secret();
        this.target = requestTarget(target.url());
        this.reaper = reaper;
        this.clock = clock;
        this.pause = pause;
        Origin base = Origin.of(
                URI.create(target.url().getScheme() + "://" + target.url().getRawAuthority()));
        this.transport = new HttpTransport(TransportConfig.of(base, 1), reaper);
    }

    private static String requestTarget(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    @Override
    public void accept(Alert alert) {
        if (gone) {
            return;
        }
        byte[] body = AlertJson.body(alert);
        String id = AlertJson.messageId(alert);
        String failure = post(id, body);
        for (Duration wait : PAUSES) {
            if (failure.isEmpty() || gone || Thread.currentThread().isInterrupted()) {
                break;
            }
            LOG.log(Level.INFO, "webhook " + name + " " + failure + "; tried again in " + wait.toSeconds() + " s");
            pause.accept(wait);
            failure = Thread.currentThread().isInterrupted() ? failure : post(id, body);
        }
        if (!failure.isEmpty()) {
            LOG.log(Level.ERROR, "webhook " + name + " " + failure + "; given up on: " + alert.message());
        }
    }

    /** What went wrong, empty when the receiver has taken the message. */
    private String post(String id, byte[] body) {
        Instant now = clock.now();
        HttpRequest request = HttpRequest.post(
                target,
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
                        secret.sign(id, now, body)),
                List.of(Slice.of(body)),
                TIMEOUTS,
                reaper.ticker().nanos() + PATIENCE.toNanos());
        try (HttpReply reply = transport.send(request, new Cancellation())) {
            gone = reply.status() == GONE;
            return reply.status() / 100 == 2 ? "" : "answered " + reply.status();
        } catch (TransportException unreachable) {
            return "could not be reached: " + unreachable.getMessage();
        }
    }

    private static void park(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
