package dev.tierway.scheduler.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.flowcontrol.Band;
import dev.tierway.scheduler.flowcontrol.MinimumShares;
import dev.tierway.scheduler.limit.DeploymentLedger;
import dev.tierway.scheduler.policy.BandPolicy;
import dev.tierway.scheduler.routing.Access;
import dev.tierway.scheduler.routing.Route;
import dev.tierway.scheduler.routing.Router;
import dev.tierway.scheduler.tier.Headroom;
import dev.tierway.scheduler.tier.PromotionBudget;
import dev.tierway.scheduler.tier.PromptLanes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, as long as slots are free: reserved work inside its entitlement, then tiers that are owed their
 * minimum share, then the bands from the top, each after the most pressing request of the band below.
 */
final class DispatchOrder {
    /** Requests of one band that may be looked past, because they fit nowhere now, in search of one that does. */
    private static final int LOOK_PAST = 8;
    /** Times the capacity may change with a request being looked past; then its band waits for it. */
    private static final int PATIENCE = 64;

    private final Backlog backlog;
    private final List<DeploymentLedger> deployments;
    private final Router router;
    private final MinimumShares shares;
    private final PromotionBudget promotions;
    private final Headroom headroom;
    private final BandPolicy policy;
    private final PromptLanes lanes;

    private long capacityEpoch;
    private boolean measured;
    private long reportsExpire = Long.MAX_VALUE;
    private boolean heldBack;
    private boolean gated;
    private int slots;
    private int freeUrgent;
    private int freeOnline;
    private int freeScavenger;
    private int freeYielding;
    private int online;
    private boolean lanesTaken;
    private @Nullable Route route;

    DispatchOrder(Parts parts, BandPolicy policy) {
        this.backlog = parts.backlog();
        this.deployments = parts.deployments();
        this.router = parts.router();
        this.shares = parts.shares();
        this.headroom = parts.headroom();
        this.promotions = new PromotionBudget(policy.promotionShare());
        this.policy = policy;
        this.lanes = parts.lanes();
    }

    /** What it draws on. */
    record Parts(
            Backlog backlog,
            List<DeploymentLedger> deployments,
            Router router,
            MinimumShares shares,
            Headroom headroom,
            PromptLanes lanes) {}

    /**
     * The next dispatch.
     *
     * @param owed due to the tier's minimum share
     * @param promoted ahead of the band above, because its slack had run out
     */
    record Turn(Ticket ticket, Route route, boolean owed, boolean promoted) {}

    /** Room may have appeared: what fitted nowhere is worth another look. */
    void capacityChanged() {
        capacityEpoch++;
        measured = false;
    }

    /** When the first of the deployments' reports that take something away stops counting. */
    long reportsExpire() {
        return reportsExpire;
    }

    /** Whether the last {@link #next} left slots free for tiers above, so that time alone may open them. */
    boolean gated() {
        return gated;
    }

    @Nullable
    Turn next(long now) {
        gated = false;
        if (backlog.waiting().isEmpty()) {
            return null;
        }
        measure(now);
        if (freeUrgent == 0) {
            return null;
        }
        heldBack = false;
        Turn turn = first(ServiceTier.RESERVED, Access.ALL, now);
        if (turn == null) {
            turn = owed(now);
        }
        for (ServiceTier tier : ServiceTier.values()) {
            if (turn != null || heldBack) {
                break;
            }
            turn = inOrder(tier, now);
        }
        if (turn != null) {
            measured = false;
            promotions.dispatched();
        }
        return turn;
    }

    /** What is owed still leaves free what is kept for reserved work: that is promised to nobody else. */
    private @Nullable Turn owed(long now) {
        if (freeOnline <= headroom.slots(ServiceTier.PRIORITY, slots, now)) {
            return null;
        }
        for (ServiceTier tier : backlog.waiting()) {
            if (freeSlots(tier) > 0 && shares.owed(tier, now)) {
                Turn turn = first(tier, Access.ALL, now);
                if (turn != null) {
                    return new Turn(turn.ticket(), turn.route(), true, false);
                }
                heldBack = false;
            }
        }
        return null;
    }

    private @Nullable Turn inOrder(ServiceTier tier, long now) {
        Access access = access(tier, now);
        if (access == null || tier == ServiceTier.RESERVED) {
            return null;
        }
        ServiceTier below = promotable(tier);
        Turn promoted = below == null ? null : promoted(below, tier, access, now);
        return promoted != null ? promoted : first(tier, access, now);
    }

    /** The most urgent request of {@code lower}, if it would come too late even in the band above. */
    private @Nullable Turn promoted(ServiceTier lower, ServiceTier upper, Access access, long now) {
        Ticket urgent = backlog.waiting().contains(lower) && promotions.allows()
                ? backlog.band(lower).mostUrgent()
                : null;
        if (urgent == null || freeSlots(lower) == 0 || urgent.passedOverAt(capacityEpoch)) {
            return null;
        }
        long tooLate = now + backlog.predictedWait(upper) + policy.slackMargin().toNanos();
        Access given = access == Access.YIELDING ? access : Access.ALL;
        if (urgent.deadline() > tooLate || !takes(urgent, given, now) || route == null) {
            return null;
        }
        promotions.promoted();
        return new Turn(urgent, route, false, true);
    }

    private @Nullable Turn first(ServiceTier tier, Access access, long now) {
        if (!backlog.waiting().contains(tier)) {
            return null;
        }
        Band<Ticket> band = backlog.band(tier);
        Ticket ticket = band.next(candidate -> takes(candidate, access, now), LOOK_PAST);
        return ticket == null || route == null ? null : new Turn(ticket, route, false, false);
    }

    private boolean takes(Ticket ticket, Access access, long now) {
        route = null;
        if (heldBack || ticket.passedOverAt(capacityEpoch)) {
            return false;
        }
        route = router.choose(ticket, access, now);
        if (route == null && (access == Access.ALL || !ticket.scavenger())) {
            heldBack = ticket.passOver(capacityEpoch, PATIENCE);
        }
        return route != null;
    }

    /** What work of {@code tier} may take now; null for nothing. */
    private @Nullable Access access(ServiceTier tier, long now) {
        int free = freeSlots(tier);
        if (free == 0 || !mayServe(tier)) {
            return null;
        }
        int kept = headroom.slots(tier, slots, now);
        boolean alone = tier == ServiceTier.BATCH && online == 0 && headroom.quiet(now);
        boolean waits = tier == ServiceTier.BATCH && lanesTaken && !alone;
        if (!waits && (tier.scavenger() ? freeScavenger : freeSlots(tier)) > kept) {
            return alone ? Access.ALL : Access.CONSIDERATE;
        }
        gated = true;
        return tier.scavenger() && freeYielding > 0 ? Access.YIELDING : null;
    }

    /** Whether anything waits that could be served in {@code tier}'s turn, promoted requests included. */
    private boolean mayServe(ServiceTier tier) {
        ServiceTier below = promotable(tier);
        return backlog.waiting().contains(tier)
                || (below != null && backlog.waiting().contains(below));
    }

    /** The tier whose requests may be served in {@code tier}'s turn when their slack runs out. */
    private static @Nullable ServiceTier promotable(ServiceTier tier) {
        return switch (tier) {
            case STANDARD -> ServiceTier.FLEX;
            case FLEX -> ServiceTier.BATCH;
            case RESERVED, PRIORITY, BATCH -> null;
        };
    }

    private int freeSlots(ServiceTier tier) {
        if (tier.scavenger()) {
            return freeScavenger + freeYielding;
        }
        return tier.latencySensitive() ? freeUrgent : freeOnline;
    }

    private void measure(long now) {
        if (measured && now < reportsExpire) {
            return;
        }
        measured = true;
        reportsExpire = Long.MAX_VALUE;
        slots = 0;
        freeUrgent = 0;
        freeOnline = 0;
        freeScavenger = 0;
        freeYielding = 0;
        online = 0;
        lanesTaken = lanes.taken(deployments, now);
        for (DeploymentLedger deployment : deployments) {
            if (deployment.available()) {
                reportsExpire = Math.min(reportsExpire, deployment.reportExpires(now));
                slots += deployment.capacity().slots();
                online += deployment.online();
                if (deployment.capacity().yields()) {
                    freeUrgent += deployment.freeSlots(ServiceTier.PRIORITY, now);
                    freeOnline += deployment.freeSlots(ServiceTier.STANDARD, now);
                    freeYielding += deployment.freeSlots(ServiceTier.BATCH, now);
                } else {
                    int free = deployment.freeSlots(ServiceTier.STANDARD, now);
                    freeUrgent += free;
                    freeOnline += free;
                    freeScavenger += free;
                }
            }
        }
    }
}
