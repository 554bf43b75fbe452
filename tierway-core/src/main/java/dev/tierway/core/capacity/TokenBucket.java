package dev.tierway.core.capacity;

/**
 * Units that flow in at a fixed rate up to one minute's worth, and that may be overdrawn by what an estimate missed: the
 * debt is paid back before anybody else is covered. Starts full. Not thread-safe.
 *
 * <p>Between any two moments at most one burst plus the inflow between them is given out to holds that kept their estimate.
 * Levels are doubles: exact up to 2^53 units while no time passes. A moment before the last one lets nothing in.
 */
public final class TokenBucket {
    private static final double NANOS_PER_MINUTE = 60e9;

    private double burst;
    private double unitsPerNano;
    private double level;
    private long filledAt;
    private boolean started;

    /** @param perMinute the inflow and the burst, positive */
    public TokenBucket(long perMinute) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("a bucket needs an inflow of at least 1 a minute, not " + perMinute);
        }
        flow(perMinute);
        this.level = burst;
    }

    /** Lets {@code perMinute} in from now on; what is missing from a full bucket stays missing. */
    public void resize(long perMinute, long now) {
        level = level(now) + perMinute - burst;
        flow(perMinute);
    }

    private void flow(long perMinute) {
        burst = (double) perMinute;
        unitsPerNano = perMinute / NANOS_PER_MINUTE;
    }

    /** What can be taken; negative while in debt. */
    public double level(long now) {
        if (!started) {
            started = true;
            filledAt = now;
        }
        if (now > filledAt) {
            level = Math.min(burst, level + (now - filledAt) * unitsPerNano);
            filledAt = now;
        }
        return level;
    }

    /** What must be there for {@code units}: more than a burst is covered by a full bucket, or it never could be. */
    public double needed(double units) {
        return Math.min(units, burst);
    }

    public boolean covers(double units, long now) {
        return level(now) >= needed(units);
    }

    /** Nanoseconds until inflow alone {@link #covers} {@code units}; 0 when they are. */
    public long nanosUntil(double units, long now) {
        double missing = needed(units) - level(now);
        return missing <= 0 ? 0 : (long) Math.ceil(missing / unitsPerNano);
    }

    public long nanosUntilFull(long now) {
        return nanosUntil(burst, now);
    }

    /** Takes {@code units}, or gives them back when negative; never above full. */
    public void take(double units, long now) {
        level = Math.min(burst, level(now) - units);
    }
}
