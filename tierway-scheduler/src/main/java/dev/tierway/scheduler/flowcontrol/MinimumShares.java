package dev.tierway.scheduler.flowcontrol;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.BandPolicy;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps strict order from starving a tier: says when one that waits is owed a dispatch ahead of the tiers above it.
 *
 * <p>The dispatches of others earn credit for a tier that waits, and it is owed one while it has credit. The credit
 * spreads what is owed over time: a tier that was idle is not owed its share of the whole past minute at once. A tier
 * that had clearly more than its share of the window, from idle capacity, is owed nothing; that bound is loose because a
 * small share of a short window is only a request or two. Credit is earned for slightly more than the share, because
 * work in flight is charged by estimates, and most answers end below theirs: a floor steered exactly at the share ends
 * below it.
 */
public final class MinimumShares {
    private static final double CREDIT_WINDOW = 0.1;
    private static final double AMPLE = 1.5;
    private static final double AIM = 1.1;

    private final Map<ServiceTier, Standing> standings = new EnumMap<>(ServiceTier.class);
    private final SlidingWindow total;
    private final BandPolicy policy;

    /** How one tier stands. */
    private static final class Standing {
        final SlidingWindow served;
        double credit;

        /** 0 for a tier that is owed nothing and earns no credit. */
        double floor;

        Standing(long windowNanos) {
            served = new SlidingWindow(windowNanos);
        }

        void earn(double weightedTokens, double all) {
            double share = AIM * floor;
            credit = Math.min(credit + share * weightedTokens, CREDIT_WINDOW * share * all);
        }
    }

    public MinimumShares(BandPolicy policy) {
        this.policy = policy;
        long window = policy.shareWindow().toNanos();
        this.total = new SlidingWindow(window);
        for (ServiceTier tier : ServiceTier.values()) {
            standings.put(tier, new Standing(window));
            floor(tier, 0);
        }
    }

    /** From now on {@code tier} is owed {@code share}, 0 to 1, or what the policy owes it if that is more. */
    public void floor(ServiceTier tier, double share) {
        Standing standing = standing(tier);
        standing.floor = 0;
        double room =
                1 - standings.values().stream().mapToDouble(it -> it.floor).sum();
        double least = policy.minimumShare(tier);
        standing.floor = Math.clamp(share, least, Math.max(least, room));
        if (standing.floor == 0) {
            standing.credit = 0;
        }
    }

    /** What {@code tier} is owed now. */
    public double floor(ServiceTier tier) {
        return standing(tier).floor;
    }

    /** Share of the window's weighted tokens that went to {@code tier}. */
    public double share(ServiceTier tier, long now) {
        double all = total.total(now);
        return all <= 0 ? 0 : Math.max(0, standing(tier).served.total(now)) / all;
    }

    public boolean owed(ServiceTier tier, long now) {
        return standing(tier).credit > 0 && share(tier, now) < AMPLE * floor(tier);
    }

    /** {@code tier} was served {@code weightedTokens} while those of {@code waiting} waited; negative is a refund. */
    public void served(ServiceTier tier, double weightedTokens, Set<ServiceTier> waiting, long now) {
        standing(tier).served.add(weightedTokens, now);
        total.add(weightedTokens, now);
        double all = total.total(now);
        standings.forEach((owed, standing) -> {
            if (waiting.contains(owed)) {
                standing.earn(weightedTokens, all);
            } else {
                standing.credit = Math.min(standing.credit, 0);
            }
        });
    }

    /** A dispatch of {@code tier} out of turn used {@code weightedTokens}; negative is a refund. */
    public void paid(ServiceTier tier, double weightedTokens, long now) {
        Standing standing = standing(tier);
        standing.credit = Math.max(standing.credit - weightedTokens, -standing.floor * total.total(now));
    }

    private Standing standing(ServiceTier tier) {
        return Objects.requireNonNull(standings.get(tier));
    }
}
