package dev.tierway.scheduler.tier;

/**
 * Weighted tokens that cancelled attempts may still throw away: a share of what was served, saved up for at most one
 * minute.
 */
public final class WasteBudget {
    private final double share;
    private final double most;
    private double level;

    /** {@code tokensPerMinute} is what the pool can serve; the budget starts full. */
    public WasteBudget(double share, double tokensPerMinute) {
        this.share = share;
        this.most = share * tokensPerMinute;
        this.level = most;
    }

    public void served(double weightedTokens) {
        level = Math.min(most, level + share * weightedTokens);
    }

    public boolean allows(double weightedTokens) {
        return weightedTokens <= level;
    }

    public void spend(double weightedTokens) {
        level -= weightedTokens;
    }
}
