package dev.tierway.scheduler.tier;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.flowcontrol.EventRate;
import dev.tierway.scheduler.policy.LimitPolicy;
import java.util.EnumMap;
import java.util.Map;

/**
 * Slots that a tier leaves free for the tiers above it: what these will probably ask for before the next slot comes
 * back, {@code ceil(x + 3 sqrt(x))} for a Poisson mean of {@code x} arrivals.
 *
 * <p>Order alone cannot help an urgent request that finds every slot taken by work that may not be stopped.
 */
public final class Headroom {
    private static final long MEMORY_NANOS = 10_000_000_000L;

    /** A single arrival is forgotten to below this in about a quarter of a minute. */
    private static final double QUIET_PER_SECOND = 0.02;

    private final LimitPolicy policy;
    private final Map<ServiceTier, EventRate> arrivals = new EnumMap<>(ServiceTier.class);
    private final EventRate releases = new EventRate(MEMORY_NANOS);
    private boolean reservations;

    public Headroom(LimitPolicy policy) {
        this.policy = policy;
        for (ServiceTier tier : ServiceTier.values()) {
            if (!tier.scavenger()) {
                arrivals.put(tier, new EventRate(MEMORY_NANOS));
            }
        }
    }

    /** Whether anybody holds a reservation on the pool that is active. */
    public void reservations(boolean active) {
        reservations = active;
    }

    public void arrived(ServiceTier tier, long now) {
        EventRate rate = arrivals.get(tier);
        if (rate != null) {
            rate.count(now);
        }
    }

    public void released(long now) {
        releases.count(now);
    }

    /** Whether hardly anything above flex has come lately. */
    public boolean quiet(long now) {
        return arrivals.values().stream()
                        .mapToDouble(rate -> rate.perSecond(now))
                        .sum()
                < QUIET_PER_SECOND;
    }

    /** Slots of a pool of {@code slots} that work of {@code tier} may not take. */
    public int slots(ServiceTier tier, int slots, long now) {
        double above = 0;
        for (Map.Entry<ServiceTier, EventRate> entry : arrivals.entrySet()) {
            if (entry.getKey().outranks(tier)) {
                above += entry.getValue().perSecond(now);
            }
        }
        int floor = reservedFloor(tier, slots);
        if (above <= 0) {
            return floor;
        }
        double perSecond = releases.perSecond(now);
        double seconds = Math.max(policy.reclaim().toNanos() / 1e9, perSecond > 0 ? 1 / perSecond : 0);
        double expected = Math.min(above * seconds, slots);
        int wanted = (int) Math.ceil(expected + 3 * Math.sqrt(expected));
        return Math.max(floor, Math.min(wanted, (int) (policy.headroomShare() * slots)));
    }

    /** Batch may borrow these slots, since it can be stopped at any time. */
    private int reservedFloor(ServiceTier tier, int slots) {
        boolean keeps = reservations && tier != ServiceTier.RESERVED && tier != ServiceTier.BATCH;
        return keeps ? Math.min(policy.reservedSlots(), slots / 2) : 0;
    }
}
