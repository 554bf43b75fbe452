package dev.tierway.core.time;

import java.time.Clock;
import java.time.Instant;

/** Calendar time, for timestamps that people read; never for measuring durations. Implementations are thread-safe. */
@FunctionalInterface
public interface WallClock {
    static WallClock system() {
        Clock clock = Clock.systemUTC();
        return clock::instant;
    }

    Instant now();
}
