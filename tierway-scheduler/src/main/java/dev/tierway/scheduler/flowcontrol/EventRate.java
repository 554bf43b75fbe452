package dev.tierway.scheduler.flowcontrol;

/** Events per second, forgotten exponentially over {@code memory}. */
public final class EventRate {
    private final double memoryNanos;
    private double events;
    private long last;

    public EventRate(long memoryNanos) {
        this.memoryNanos = memoryNanos;
    }

    public void count(long now) {
        decay(now);
        events++;
    }

    public double perSecond(long now) {
        decay(now);
        return events / memoryNanos * 1e9;
    }

    private void decay(long now) {
        if (events == 0) {
            last = now;
        } else if (now > last) {
            events *= Math.exp((last - now) / memoryNanos);
            last = now;
        }
    }
}
