package dev.tierway.app.cli;

import java.net.URI;

/** A gateway that accepts requests. Thread-safe. */
public interface RunningGateway extends AutoCloseable {
    /** Where it listens, without a path. */
    URI address();

    /** Blocks until {@link #close} was called and has drained. */
    void awaitClosed() throws InterruptedException;

    /** Stops accepting, lets running requests end within the configured drain time, and frees everything. Idempotent. */
    @Override
    void close();
}
