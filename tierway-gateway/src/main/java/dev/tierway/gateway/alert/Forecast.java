package dev.tierway.gateway.alert;

/**
 * What a calendar period will have cost at its end, in nano-dollars.
 *
 * @param linearNanos at the mean rate of the period so far
 * @param recentNanos at the rate of a recent part of it; the linear forecast while too little was seen
 */
public record Forecast(long linearNanos, long recentNanos) {
    /** The more hopeful of both. */
    long least() {
        return Math.min(linearNanos, recentNanos);
    }
}
