package dev.tierway.gateway.quota;

/**
 * Units that flow in at a fixed rate up to one minute's worth, and that may be overdrawn by what an estimate missed: the
 * debt is paid back before anybody else is admitted. Starts full.
 *
 * <p>Between any two moments at most one burst plus the inflow between them is given out to holds that kept their estimate.
 * Levels are doubles: exact up to 2^53 units while no time passes.
 */
final class TokenBucket {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final double burst;
    private double level;
    private long filledAt;
    private boolean started;

    TokenBucket(long perMinute) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("a bucket needs an inflow of at least 1 a minute, not " + perMinute);
        }
        this.burst = (double) perMinute;
        this.level = burst;
    }

    /** What can be taken; negative while in debt. */
    double level(long now) {
        if (!started || now > filledAt) {
            level = levelAt(now);
            filledAt = now;
            started = true;
        }
        return level;
    }

    private double levelAt(long now) {
        return started ? Math.min(burst, level + (now - filledAt) * (burst / NANOS_PER_MINUTE)) : level;
    }

    /** What must be there for {@code amount}: more than a burst is covered by a full bucket, or it never could be. */
    double needed(long amount) {
        return Math.min((double) amount, burst);
    }

    /** Nanoseconds until {@code amount} is covered by inflow alone; 0 when it is. */
    long nanosUntil(long amount, long now) {
        double missing = needed(amount) - level(now);
        return missing <= 0 ? 0 : (long) Math.ceil(missing * (NANOS_PER_MINUTE / burst));
    }

    long nanosUntilFull(long now) {
        return nanosUntil((long) burst, now);
    }

    /** Takes {@code amount}, or gives it back when negative; never above full. */
    void take(long amount, long now) {
        level = Math.min(burst, level(now) - amount);
    }
}
