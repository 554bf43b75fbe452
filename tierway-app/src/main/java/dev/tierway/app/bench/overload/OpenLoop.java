package dev.tierway.app.bench.overload;

import dev.tierway.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends the requests of a plan when they are due, each on its own virtual thread, whatever has become of the earlier
 * ones.
 *
 * @param drain how long requests may still run after the last one was sent; then they are left
 * @param stopped whether to send no more and leave what runs
 */
record OpenLoop(GatewayClient client, Ticker ticker, Duration drain, BooleanSupplier stopped) {
    private static final long LONGEST_PARK_NANOS = Duration.ofMillis(100).toNanos();

    /** Blocks until every request of {@code plan} has ended or was left; tells {@code counters} of each. */
    void run(ArrivalPlan plan, Counters counters) {
        long start = ticker.nanos();
        Senders senders = new Senders(ticker, stopped);
        for (PlannedRequest request : plan.requests()) {
            long due = start + request.dueNanos();
            if (!parkUntil(due)) {
                break;
            }
            counters.sent(request.tier());
            senders.start(() -> counters.ended(client.send(request, due)));
        }
        parkUntil(start + plan.length().toNanos());
        senders.await(ticker.nanos() + drain.toNanos());
    }

    private boolean parkUntil(long nanos) {
        for (long wait = nanos - ticker.nanos(); wait > 0; wait = nanos - ticker.nanos()) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(wait, LONGEST_PARK_NANOS));
        }
        return !stopped.getAsBoolean();
    }
}
