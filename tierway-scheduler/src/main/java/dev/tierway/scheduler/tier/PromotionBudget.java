package dev.tierway.scheduler.tier;

/** Limits promotions to a share of all dispatches, with a burst of {@value #BURST}. */
public final class PromotionBudget {
    private static final double BURST = 5;

    private final double share;
    private double credit;

    public PromotionBudget(double share) {
        this.share = share;
        this.credit = share > 0 ? 1 : 0;
    }

    public void dispatched() {
        credit = Math.min(BURST, credit + share);
    }

    public boolean allows() {
        return credit >= 1;
    }

    public void promoted() {
        credit -= 1;
    }
}
