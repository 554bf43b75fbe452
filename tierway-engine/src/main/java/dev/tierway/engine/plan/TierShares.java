package dev.tierway.engine.plan;

import dev.tierway.core.tier.ServiceTier;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tiers are below their minimum share of engine time. Single-threaded.
 *
 * <p>A credit account per tier: a tier that has work earns its share of every step and pays for what it is served. It is
 * owed service while its credit reaches one narrow step, so an arrival is not owed anything at once, and a tier that was
 * served well lately (by up to a minute's share) waits longer. It is overdue once it is owed what it earns in ten seconds.
 */
public final class TierShares {
    private static final double WINDOW_NANOS = 60e9;
    private static final double OVERDUE_NANOS = 10e9;

    private static final class Account {
        private final double share;
        private double credit;

        private Account(double share) {
            this.share = share;
        }
    }

    private final Map<ServiceTier, Account> accounts = new EnumMap<>(ServiceTier.class);
    private final Set<ServiceTier> owed = EnumSet.noneOf(ServiceTier.class);
    private final Set<ServiceTier> overdue = EnumSet.noneOf(ServiceTier.class);
    private final double grant;

    public TierShares(PlanSettings settings) {
        accounts.put(ServiceTier.STANDARD, new Account(settings.standardShare()));
        accounts.put(ServiceTier.FLEX, new Account(settings.flexShare()));
        accounts.put(ServiceTier.BATCH, new Account(settings.batchShare()));
        grant = settings.narrowStep().toNanos();
    }

    /** {@code tier} had work, and maybe a part, in a step of {@code nanos}. */
    public void earn(ServiceTier tier, long nanos) {
        Account account = accounts.get(tier);
        if (account != null) {
            account.credit = Math.min(account.credit + account.share * nanos, overdue(account) + grant);
            update(tier, account);
        }
    }

    /** {@code nanos} of a step were {@code tier}'s. */
    public void spend(ServiceTier tier, long nanos) {
        Account account = accounts.get(tier);
        if (account != null) {
            account.credit = Math.max(account.credit - nanos, -account.share * WINDOW_NANOS);
            update(tier, account);
        }
    }

    /** A view that changes with {@link #earn} and {@link #spend}. */
    public Set<ServiceTier> owed() {
        return owed;
    }

    /** Those of {@link #owed} that have waited long for it; a view as well. */
    public Set<ServiceTier> overdue() {
        return overdue;
    }

    private double overdue(Account account) {
        return grant + account.share * OVERDUE_NANOS;
    }

    private void update(ServiceTier tier, Account account) {
        mark(owed, tier, account.credit >= grant);
        mark(overdue, tier, account.credit >= overdue(account));
    }

    private static void mark(Set<ServiceTier> tiers, ServiceTier tier, boolean member) {
        if (member) {
            tiers.add(tier);
        } else {
            tiers.remove(tier);
        }
    }
}
