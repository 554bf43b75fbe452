package dev.tierway.gateway.webhook;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.event.ClaimedDelivery;
import dev.tierway.storage.event.Delivery;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells stored events to webhooks until each has taken them: at least once, in no promised order. Thread-safe; gateways
 * that share a database share the work.
 *
 * <p>Anything but a 2xx is tried again with longer and longer pauses for {@link #TRIED_FOR}. Every receiver has connections
 * of its own, so one that is slow delays no other. A receiver that answers 410 is left alone until the next start.
 */
public final class WebhookDispatcher implements AutoCloseable {
    /** After this an event is given up on. */
    public static final Duration TRIED_FOR = Duration.ofDays(3);

    /** For how long events are kept, told or not. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** An attempt that was not settled by then is another's to make. */
    static final Duration LEASE = WebhookClient.PATIENCE.multipliedBy(4);

    private static final System.Logger LOG = System.getLogger(WebhookDispatcher.class.getName());
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(1);
    private static final Duration TIDIED_EVERY = Duration.ofHours(1);
    private static final int ROUTED_AT_ONCE = 500;

    private final EventStore store;
    private final List<WebhookReceiver> receivers;
    private final WallClock clock;
    private final RandomGenerator random;
    private final Executor threads;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failedAttempts = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private @Nullable Instant tidied;
    private boolean failing;
    private volatile boolean closed;
    private @Nullable Thread looking;

    /** @param random spreads attempts over time; used by one thread at a time */
    public WebhookDispatcher(
            EventStore store, List<WebhookReceiver> receivers, WallClock clock, RandomGenerator random) {
        this(store, receivers, clock, random, Thread.ofVirtual().name("webhook-", 0)::start);
    }

    /** @param threads makes attempts, at once or later */
    WebhookDispatcher(
            EventStore store,
            List<WebhookReceiver> receivers,
            WallClock clock,
            RandomGenerator random,
            Executor threads) {
        this.store = store;
        this.receivers = List.copyOf(receivers);
        this.clock = clock;
        this.random = random;
        this.threads = threads;
    }

    /** Goes on by itself, on a thread of its own, until {@link #close}. Call once. */
    public void start() {
        looking = Thread.ofVirtual().name("webhooks").start(this::keepLooking);
    }

    /** The webhooks that are to be told of {@code event}. */
    public Set<String> wanting(Event event) {
        return receivers.stream()
                .filter(it -> it.subscription().wants(event))
                .map(WebhookReceiver::name)
                .collect(Collectors.toSet());
    }

    /** The names of all webhooks. */
    public Set<String> webhooks() {
        return receivers.stream().map(WebhookReceiver::name).collect(Collectors.toSet());
    }

    /** Looks for what is due at once. */
    public void wake() {
        wake.release();
    }

    /** Messages that receivers took. */
    public long delivered() {
        return delivered.get();
    }

    /** Attempts that failed, including those that were repeated. */
    public long failedAttempts() {
        return failedAttempts.get();
    }

    /** Messages that were given up on. */
    public long givenUp() {
        return givenUp.get();
    }

    /** Starts what is due now. */
    void look() {
        Instant now = clock.now();
        tidy(now);
        if (receivers.isEmpty()) {
            return;
        }
        while (store.route(ROUTED_AT_ONCE, now, event -> fresh(event, now) ? wanting(event) : Set.of())
                == ROUTED_AT_ONCE) {
            LOG.log(Level.DEBUG, "more events to route");
        }
        receivers.forEach(receiver -> begin(receiver, now));
    }

    private static boolean fresh(Event event, Instant now) {
        return event.createdAt().isAfter(now.minus(TRIED_FOR));
    }

    private void tidy(Instant now) {
        Instant last = tidied;
        if (last == null || now.isBefore(last) || now.isAfter(last.plus(TIDIED_EVERY))) {
            store.deleteExpired(now.minus(KEPT));
            tidied = now;
        }
    }

    private void begin(WebhookReceiver receiver, Instant now) {
        int free = receiver.takeFree();
        int begun = 0;
        try {
            for (ClaimedDelivery claimed :
                    free == 0 ? List.<ClaimedDelivery>of() : store.claim(receiver.name(), free, now, LEASE)) {
                begun++;
                threads.execute(() -> attempt(receiver, claimed));
            }
        } finally {
            receiver.giveBack(free - begun);
        }
    }

    private void attempt(WebhookReceiver receiver, ClaimedDelivery claimed) {
        try {
            WebhookClient.Answer answer = receiver.post(claimed.event());
            if (closed && !answer.taken()) {
                store.release(claimed, clock.now());
            } else {
                settle(receiver, claimed, answer);
            }
        } catch (FailureException away) {
            LOG.log(
                    Level.WARNING,
                    "what became of {0} for webhook {1} could not be noted, so it is told again: {2}",
                    claimed.event().id(),
                    receiver.name(),
                    away.failure().message());
        } finally {
            receiver.giveBack(1);
            wake();
        }
    }

    private void settle(WebhookReceiver receiver, ClaimedDelivery claimed, WebhookClient.Answer answer) {
        Instant at = clock.now();
        if (answer.taken()) {
            store.settle(claimed, new EventStore.Attempt(Delivery.State.DELIVERED, at, answer.text(), at));
            delivered.incrementAndGet();
            return;
        }
        failedAttempts.incrementAndGet();
        Duration pause = pause(claimed.attempts());
        boolean last = claimed.since().plus(TRIED_FOR).isBefore(at.plus(pause));
        Delivery.State state = last ? Delivery.State.FAILED : Delivery.State.WAITING;
        store.settle(claimed, new EventStore.Attempt(state, at, answer.text(), at.plus(pause)));
        String told = "webhook " + receiver.name() + " " + answer.text() + "; "
                + claimed.event().type() + " " + claimed.event().id();
        if (last) {
            givenUp.incrementAndGet();
            LOG.log(Level.ERROR, told + " is given up on");
        } else if (answer.gone()) {
            LOG.log(Level.WARNING, told + " and what else it is to be told wait until the next start");
        } else {
            LOG.log(Level.INFO, told + " is tried again in " + pause.toSeconds() + " s");
        }
    }

    private Duration pause(int attempts) {
        synchronized (random) {
            return Backoff.after(attempts, random);
        }
    }

    private void keepLooking() {
        while (!closed) {
            try {
                look();
                failing = false;
            } catch (FailureException away) {
                if (!failing) {
                    LOG.log(
                            Level.WARNING,
                            "webhooks are not told anything: {0}",
                            away.failure().message());
                }
                failing = true;
            }
            try {
                if (wake.tryAcquire(LOOKED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    /** Ends attempts that are on their way; they are made again after the next start, or by another gateway. */
    @Override
    public void close() {
        closed = true;
        wake();
        awaitLooking();
        receivers.forEach(WebhookReceiver::close);
    }

    private void awaitLooking() {
        Thread running = looking;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
