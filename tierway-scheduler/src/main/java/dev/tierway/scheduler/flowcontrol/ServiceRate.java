package dev.tierway.scheduler.flowcontrol;

/**
 * Weighted tokens per second that a band is served while work waits in it, with a memory of {@value #MEMORY_SECONDS}
 * seconds of such time.
 *
 * <p>Queued tokens over this rate predict a wait about as well as costlier models (QLM, SoCC '24).
 */
public final class ServiceRate {
    private static final double MEMORY_SECONDS = 30;
    private static final double PRIOR_SECONDS = 2;

    private final double prior;
    private double served;
    private double seconds;
    private long last = Long.MIN_VALUE;

    /** {@code prior} is assumed, with the weight of {@value #PRIOR_SECONDS} seconds, until more is known. */
    public ServiceRate(double prior) {
        this.prior = prior;
    }

    /** Time up to {@code now} went by, with work waiting or not. */
    public void elapsed(boolean waiting, long now) {
        if (waiting && last != Long.MIN_VALUE && now > last) {
            double step = (now - last) / 1e9;
            double kept = Math.exp(-step / MEMORY_SECONDS);
            served *= kept;
            seconds = seconds * kept + step;
        }
        last = Math.max(last, now);
    }

    public void served(double weightedTokens) {
        served += weightedTokens;
    }

    public double perSecond() {
        return Math.max(1e-3, (served + prior * PRIOR_SECONDS) / (seconds + PRIOR_SECONDS));
    }
}
