package dev.tierway.storage.batch;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a gateway's claims are its own unless it says again that it lives. A clock that steps makes others take over late
 * or early; neither loses or repeats a result.
 *
 * @param node unique to a process, not to a machine
 */
public record Lease(String node, Instant now, Duration length) {
    public Instant until() {
        return now.plus(length);
    }
}
