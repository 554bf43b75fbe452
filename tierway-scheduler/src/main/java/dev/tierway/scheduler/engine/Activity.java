package dev.tierway.scheduler.engine;

/**
 * Whether a reservation is active, and until when.
 *
 * @param changesAtNanos on the pool's ticker, when that will probably change: advice for callers, nothing changes by
 *     itself; {@link Long#MAX_VALUE} for never
 */
public record Activity(boolean active, long changesAtNanos) {
    /** Active and not about to change. */
    public static final Activity ALWAYS = new Activity(true, Long.MAX_VALUE);
}
