package dev.tierway.scheduler.hold;

/** Tokens that flow in at a fixed rate up to a burst, and may be overdrawn by the excess of an estimate. */
final class TokenBucket {
    private double burst;
    private double tokensPerNano;
    private double level;
    private long filledAt;
    private boolean started;

    /** Starts full; the burst is one minute of {@code tokensPerMinute}. */
    TokenBucket(long tokensPerMinute) {
        this.burst = tokensPerMinute;
        this.tokensPerNano = tokensPerMinute / 60e9;
        this.level = burst;
    }

    /** Lets {@code tokensPerMinute} in from now on; what is missing from a full bucket stays missing. */
    void resize(long tokensPerMinute, long now) {
        level = level(now) + tokensPerMinute - burst;
        burst = tokensPerMinute;
        tokensPerNano = tokensPerMinute / 60e9;
    }

    double level(long now) {
        if (!started) {
            started = true;
            filledAt = now;
        }
        if (now > filledAt) {
            level = Math.min(burst, level + (now - filledAt) * tokensPerNano);
            filledAt = now;
        }
        return level;
    }

    /** A request larger than the burst is covered by a full bucket, or it could never be served. */
    boolean covers(double tokens, long now) {
        return level(now) >= Math.min(tokens, burst);
    }

    /** Nanoseconds until it {@link #covers} {@code tokens}. */
    long nanosUntil(double tokens, long now) {
        double missing = Math.min(tokens, burst) - level(now);
        return missing <= 0 ? 0 : (long) Math.ceil(missing / tokensPerNano);
    }

    /** Takes {@code tokens}, or gives them back when negative. */
    void take(double tokens, long now) {
        level = Math.min(burst, level(now) - tokens);
    }
}
