package dev.tierway.scheduler.flowcontrol;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.policy.BandPolicy;
import java.util.EnumMap;
import java.util.Map;
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

    private final Map<ServiceTier, SlidingWindow> served = new EnumMap<>(ServiceTier.class);
    private final Map<ServiceTier, Double> credits = new EnumMap<>(ServiceTier.class);
    private final Map<ServiceTier, Double> floors = new EnumMap<>(ServiceTier.class);
    private final SlidingWindow total;
    private final BandPolicy policy;

    public MinimumShares(BandPolicy policy) {
        this.policy = policy;
        long window = policy.shareWindow().toNanos();
        this.total = new SlidingWindow(window);
        for (ServiceTier tier : ServiceTier.values()) {
            served.put(tier, new SlidingWindow(window));
            floor(tier, 0);
        }
    }

    /** From now on {@code tier} is owed {@code share}, 0 to 1, or what the policy owes it if that is more. */
    public void floor(ServiceTier tier, double share) {
        floors.remove(tier);
        double room =
                1 - floors.values().stream().mapToDouble(Double::doubleValue).sum();
        double floor = Math.clamp(share, policy.minimumShare(tier), Math.max(policy.minimumShare(tier), room));
        if (floor > 0) {
            floors.put(tier, floor);
            credits.putIfAbsent(tier, 0.0);
        } else {
            credits.remove(tier);
        }
    }

    /** What {@code tier} is owed now. */
    public double floor(ServiceTier tier) {
        return floors.getOrDefault(tier, 0.0);
    }

    /** Share of the window's weighted tokens that went to {@code tier}. */
    public double share(ServiceTier tier, long now) {
        double all = total.total(now);
        return all <= 0 ? 0 : Math.max(0, window(tier).total(now)) / all;
    }

    public boolean owed(ServiceTier tier, long now) {
        Double credit = credits.get(tier);
        return credit != null && credit > 0 && share(tier, now) < AMPLE * floor(tier);
    }

    /** {@code tier} was served {@code weightedTokens} while those of {@code waiting} waited; negative is a refund. */
    public void served(ServiceTier tier, double weightedTokens, Set<ServiceTier> waiting, long now) {
        window(tier).add(weightedTokens, now);
        total.add(weightedTokens, now);
        credits.replaceAll((owed, credit) -> {
            double share = AIM * floor(owed);
            double most = CREDIT_WINDOW * share * total.total(now);
            return waiting.contains(owed) ? Math.min(credit + share * weightedTokens, most) : Math.min(credit, 0);
        });
    }

    /** A dispatch of {@code tier} out of turn used {@code weightedTokens}; negative is a refund. */
    public void paid(ServiceTier tier, double weightedTokens, long now) {
        double most = floor(tier) * total.total(now);
        credits.computeIfPresent(tier, (owed, credit) -> Math.max(credit - weightedTokens, -most));
    }

    private SlidingWindow window(ServiceTier tier) {
        SlidingWindow window = served.get(tier);
        if (window == null) {
            throw new IllegalStateException("no window for " + tier);
        }
        return window;
    }
}
