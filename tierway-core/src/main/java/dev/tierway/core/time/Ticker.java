package dev.tierway.core.time;

/**
 * A monotonic clock in nanoseconds from an arbitrary origin: the one source for queues, deadlines and timeouts.
 *
 * <p>Implementations are thread-safe. Values of different tickers must not be compared.
 */
@FunctionalInterface
public interface Ticker {
    /** The JVM's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }

    long nanos();
}
