package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the handler, each exchange on a virtual thread of its own, and turns what it throws into replies. Thread-safe. */
final class Exchanges {
    private static final System.Logger LOG = System.getLogger(Exchanges.class.getName());

    private final HttpHandler handler;
    private final ThreadFactory threads = Thread.ofVirtual().name("exchange").factory();
    private final AtomicInteger running = new AtomicInteger();

    Exchanges(HttpHandler handler) {
        this.handler = handler;
    }

    /** What {@link HttpHandler#streamedBody} says. */
    long streamedBody(String method, String path) {
        return handler.streamedBody(method, path);
    }

    /** Handler calls that have not returned. */
    int running() {
        return running.get();
    }

    void start(BridgedExchange exchange) {
        running.incrementAndGet();
        threads.newThread(() -> run(exchange)).start();
    }

    // The last line of defence: whatever a handler throws, the caller gets an answer and the counter goes down.
    @SuppressWarnings("CatchingUnchecked")
    private void run(BridgedExchange exchange) {
        try {
            handler.handle(exchange);
            if (!exchange.answered() && !exchange.clientGone()) {
                LOG.log(Level.ERROR, "handler returned without a whole reply: {0}", exchange);
                exchange.fail(internal());
            }
        } catch (FailureException e) {
            exchange.fail(e.failure());
        } catch (Exception | Error e) {
            LOG.log(Level.ERROR, "handler failed: " + exchange, e);
            exchange.fail(internal());
        } finally {
            running.decrementAndGet();
        }
    }

    private static Failure internal() {
        return Failure.of(
                FailureKind.INTERNAL,
                "internal_error",
                "the gateway failed while handling this request; its log has the details");
    }
}
