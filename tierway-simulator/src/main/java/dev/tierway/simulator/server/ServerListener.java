package dev.tierway.simulator.server;

import dev.tierway.core.usage.Usage;

/** What an engine tells of its requests. */
public interface ServerListener {
    void firstToken(long id, long now);

    void finished(long id, Usage usage, long now);

    /** Turned away with a 503. */
    void unavailable(long id, long now);
}
