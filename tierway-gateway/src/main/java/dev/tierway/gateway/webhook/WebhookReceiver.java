package dev.tierway.gateway.webhook;

import dev.tierway.core.time.WallClock;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.storage.event.Event;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A subscribed receiver with its connections, and the attempts that may still begin. Thread-safe. */
public final class WebhookReceiver implements AutoCloseable {
    /** Attempts at the same time, at most. */
    static final int AT_ONCE = 8;

    private static final System.Logger LOG = System.getLogger(WebhookReceiver.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final WebhookSubscription subscription;
    private final WebhookClient client;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean gone;
    private volatile boolean closed;

    public WebhookReceiver(WebhookSubscription subscription, Reaper reaper, WallClock clock) {
        this.subscription = subscription;
        this.client = new WebhookClient(subscription.target(), AT_ONCE, reaper, clock);
    }

    WebhookSubscription subscription() {
        return subscription;
    }

    String name() {
        return client.name();
    }

    /** How many attempts may begin now; that many are to be {@linkplain #giveBack given back}. */
    int takeFree() {
        return gone || closed ? 0 : free.drainPermits();
    }

    void giveBack(int attempts) {
        free.release(attempts);
    }

    WebhookClient.Answer post(Event event) {
        Cancellation cancellation = new Cancellation();
        running.add(cancellation);
        try {
            if (closed) {
                cancellation.cancel(Cancellation.Reason.SHUTDOWN);
            }
            WebhookClient.Answer answer = client.post(event.id(), EventBody.of(event), cancellation);
            if (answer.gone()) {
                gone = true;
            }
            return answer;
        } finally {
            running.remove(cancellation);
        }
    }

    /** Cancels attempts that are on their way, and waits for them to end. */
    @Override
    public void close() {
        closed = true;
        running.forEach(it -> it.cancel(Cancellation.Reason.SHUTDOWN));
        try {
            if (free.tryAcquire(AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(AT_ONCE);
            } else {
                LOG.log(Level.WARNING, "attempts to reach webhook {0} did not end in {1}", name(), GRACE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
