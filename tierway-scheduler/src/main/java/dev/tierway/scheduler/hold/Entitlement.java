package dev.tierway.scheduler.hold;

import org.jspecify.annotations.Nullable;

/** What one reservation grants: prompt tokens and output tokens, each by a bucket of its own. */
public final class Entitlement {
    private final String name;
    private final TokenBucket input;
    private final TokenBucket output;
    private int openHolds;

    public Entitlement(String name, long inputTokensPerMinute, long outputTokensPerMinute) {
        this.name = name;
        this.input = new TokenBucket(inputTokensPerMinute);
        this.output = new TokenBucket(outputTokensPerMinute);
    }

    public String name() {
        return name;
    }

    /** A debit of the estimates, or null when either bucket lacks the tokens. */
    public @Nullable Hold place(long inputTokens, long outputTokens, long now) {
        if (!input.covers((double) inputTokens, now) || !output.covers((double) outputTokens, now)) {
            return null;
        }
        input.take((double) inputTokens, now);
        output.take((double) outputTokens, now);
        openHolds++;
        return new Hold(this, inputTokens, outputTokens);
    }

    /** Nanoseconds until {@link #place} can succeed, if nobody else draws on it. */
    public long nanosUntil(long inputTokens, long outputTokens, long now) {
        return Math.max(input.nanosUntil((double) inputTokens, now), output.nanosUntil((double) outputTokens, now));
    }

    public double inputLevel(long now) {
        return input.level(now);
    }

    public double outputLevel(long now) {
        return output.level(now);
    }

    public int openHolds() {
        return openHolds;
    }

    void adjust(long inputTokens, long outputTokens, long now) {
        input.take((double) inputTokens, now);
        output.take((double) outputTokens, now);
    }

    void closed() {
        openHolds--;
    }
}
