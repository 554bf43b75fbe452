package dev.tierway.gateway.limit;

import dev.tierway.core.time.WallClock;
import java.time.Duration;
import java.time.Instant;

/** A wall clock that is set by hand, in either direction. */
public final class FakeWall implements WallClock {
    private volatile Instant now;

    public FakeWall(String now) {
        this.now = Instant.parse(now);
    }

    @Override
    public Instant now() {
        return now;
    }

    public void set(String instant) {
        now = Instant.parse(instant);
    }

    public void advance(Duration step) {
        now = now.plus(step);
    }
}
